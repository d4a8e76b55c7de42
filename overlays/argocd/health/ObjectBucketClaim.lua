-- Health of a bucket claim, for Argo CD before 3.3, which brings its own.
-- Without it nobody waits for the bucket and its credentials.
local function health(status, message) return {status = status, message = message} end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "is being deleted")
end
local phase = obj.status ~= nil and obj.status.phase or ""
if phase == "Bound" then
  return health("Healthy", "the bucket is there")
end
if phase == "Failed" then
  return health("Degraded", "the bucket cannot be made")
end
return health("Progressing", phase == "" and "waits for a provisioner" or "is " .. phase)
