-- Health of the image pruner, from the conditions that the operator sets.
local function health(status, message) return {status = status, message = message} end

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "is being deleted")
end
if obj.status == nil or obj.status.conditions == nil then
  return health("Progressing", "the operator has not reported yet")
end
local seen = obj.status.observedGeneration
if seen ~= nil and seen > 0 and obj.metadata.generation ~= nil and seen < obj.metadata.generation then
  return health("Progressing", "the operator has not taken the change up yet")
end
for _, c in ipairs(obj.status.conditions) do
  if c.status == "True" and (c.type == "Degraded" or c.type == "Failed") then
    return health("Degraded", c.message or c.type)
  end
end
for _, c in ipairs(obj.status.conditions) do
  if c.type == "Available" and c.status == "True" then
    return health("Healthy", c.message or "")
  end
end
return health("Progressing", "the pruner is not there yet")
