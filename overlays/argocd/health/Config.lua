-- Health of the image registry, from the conditions that its operator sets.
-- Argo CD does not open Lua's string library, so that the conditions that make the
-- operator Degraded are listed here.
local function health(status, message) return {status = status, message = message} end
local degrades = {
  Degraded = true,
  AzurePathFixControllerDegraded = true,
  AzureStackCloudControllerDegraded = true,
  ImageConfigControllerDegraded = true,
  ImageRegistryCertificatesControllerDegraded = true,
  NodeCADaemonControllerDegraded = true,
}

if obj.metadata.deletionTimestamp ~= nil then
  return health("Progressing", "is being deleted")
end
if obj.spec ~= nil and obj.spec.managementState == "Unmanaged" then
  return health("Healthy", "the operator leaves the registry alone")
end
if obj.status == nil or obj.status.conditions == nil then
  return health("Progressing", "the operator has not reported yet")
end
local seen = obj.status.observedGeneration
if seen ~= nil and seen > 0 and obj.metadata.generation ~= nil and seen < obj.metadata.generation then
  return health("Progressing", "the operator has not taken the change up yet")
end
local conditions = {}
for _, c in ipairs(obj.status.conditions) do
  conditions[c.type] = c
  if c.status == "True" and degrades[c.type] then
    return health("Degraded", c.message or c.type)
  end
end
local function is(name) return conditions[name] ~= nil and conditions[name].status == "True" end

if is("Progressing") then
  return health("Progressing", conditions.Progressing.message or "")
end
if is("Removed") then
  return health("Healthy", "the registry is removed")
end
if is("Available") then
  return health("Healthy", conditions.Available.message or "")
end
return health("Degraded", conditions.Available ~= nil and conditions.Available.message or "the registry is not available")
