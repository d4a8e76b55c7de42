# prepare checks everything that can be checked before a change, and writes the
# configuration of rclone. Only memory contains the credentials.
. /scripts/state.sh
mkdir -p "$WORK/ca"
snapshot() {
  template=
  for name in $2; do
    template="$template$name={.spec.storage.$1.$name}{\"\\n\"}"
  done
  get "$template"
}
# value prints a field of a store: value SIDE NAME.
value() {
  sed -n "s/^$2=//p" "$WORK/$1"
}
# same_store reports whether Config names the new store. The operator can write a private
# endpoint of AWS.
same_store() {
  for name in $IDENTITY; do
    case "$name/$(value new "$name")/$(value live "$name")" in
    regionEndpoint//*.amazonaws.com* | regionEndpoint//*.api.aws*) continue ;;
    esac
    if [ "$(value live "$name")" != "$(value new "$name")" ]; then
      return 1
    fi
  done
}

printf '%s\n' "$STORE" >"$WORK/new"
snapshot "$FROM" "$FIELDS" >"$WORK/old"
snapshot "$TO" "$IDENTITY" >"$WORK/live"
read_state
owner=$(entry id)
phase=$(entry phase)
if [ -n "$(get "{.spec.storage.$TO}")" ] && same_store; then
  if [ "$owner" = "$CHANGE" ] && [ "$phase" = switched ]; then
    touch "$WORK/finish"
  else
    say "$config names the new store; nothing to do"
    touch "$WORK/done"
  fi
  exit 0
fi
if [ -z "$(get "{.spec.storage.$FROM}")" ]; then
  stop "$config does not store images on $FROM, as spec.delivery.storageChange.from says; correct from, or remove storageChange"
fi
if [ "$FROM" != "$TO" ] && [ -n "$(get "{.spec.storage.$TO}")" ]; then
  stop "$config has two storage types, $FROM and $TO; remove the one without images first"
fi
if [ "$(get '{.spec.managementState}')" = Unmanaged ]; then
  stop "$config is Unmanaged, so that the operator would not make the registry read-only; set managementState to Managed"
fi
store=$(value old "$NAME")
if [ "$FROM" = pvc ] && [ -z "$store" ]; then
  store=image-registry-storage
fi
if [ -z "$store" ]; then
  stop "$config does not name the $NAME of the old store; wait until the operator has written it"
fi
if [ -n "$SOURCE" ] && [ "$store" != "$SOURCE" ]; then
  stop "$config names the $NAME $store, but the profile $SOURCE; correct spec.delivery.storageChange.source.$NAME"
fi
others=$(active_jobs)
if [ -n "$others" ]; then
  stop "another storage change is active: Job $others; wait for it, or delete it"
fi
if [ -n "$owner" ] && [ "$owner" != "$CHANGE" ]; then
  case "$phase" in
  frozen | switched)
    stop "the storage change $owner is in phase $phase; the CronJob $manager ends it within a few minutes"
    ;;
  esac
fi

# secret prints a value of a Secret.
secret() {
  oc get secret "$1" --namespace "$namespace" --ignore-not-found --output "jsonpath={.data.$2}" | base64 -d
}
# need prints a value of the Secret of a side, or stops: need SIDE KEY.
need() {
  found=$(secret "$(holder "$1")" "$2")
  if [ -z "$found" ]; then
    stop "the Secret $namespace/$(holder "$1") has no key $2 with the credentials of the $1 store; create it, or correct spec.credentials"
  fi
  printf '%s' "$found"
}
holder() {
  if [ "$1" = old ]; then
    echo image-registry-private-configuration
  elif [ "$CREDENTIALS" = cloud ]; then
    echo installer-cloud-credentials
  else
    echo "$staging"
  fi
}
# cloud_role requests the token with which the registry uses its cloud role.
cloud_role() {
  if [ "$CLOUD_ROLE" != true ]; then
    stop "the credentials of the $1 store in the Secret $namespace/$(holder "$1") are those of a cloud role; set spec.delivery.storageChange.copy.cloudRole to true"
  fi
  if [ ! -s "$WORK/cloud-token" ]; then
    oc create token registry --namespace "$namespace" --audience openshift --duration 24h >"$WORK/cloud-token" ||
      stop "cannot request a token of the service account $namespace/registry"
  fi
}
# from_file prints a value of a file of AWS: from_file TEXT KEY.
from_file() {
  printf '%s\n' "$1" | sed -n "s/^[[:space:]]*$2[[:space:]]*=[[:space:]]*//p" | head -n 1 | tr -d '\r'
}
# aws_role prints the credentials of a role, which rclone reads like the registry from a
# file: aws_role SIDE TEXT.
aws_role() {
  cloud_role "$1"
  printf '[default]\nrole_arn = %s\nweb_identity_token_file = %s\nregion = %s\n' \
    "$(from_file "$2" role_arn)" "$WORK/cloud-token" "$(value "$1" region)" >"$WORK/$1.aws"
  printf 'env_auth = true\nprofile = default\nshared_credentials_file = %s\n' "$WORK/$1.aws"
}
access_keys() {
  if [ "$1" = old ] || [ "$CREDENTIALS" = cloud ]; then
    file=$(secret "$(holder "$1")" credentials)
    case "$file" in
    *role_arn*)
      aws_role "$1" "$file"
      return
      ;;
    *aws_session_token*) stop "the credentials of the $1 store in the Secret $namespace/$(holder "$1") have a session token, which expires; set permanent credentials in the Secret $user" ;;
    esac
  fi
  if [ "$1" = old ]; then
    file=$(need old credentials)
    access=$(from_file "$file" aws_access_key_id)
    key_text=$(from_file "$file" aws_secret_access_key)
  elif [ "$CREDENTIALS" = cloud ]; then
    access=$(need new aws_access_key_id)
    key_text=$(need new aws_secret_access_key)
  else
    access=$(need new REGISTRY_STORAGE_S3_ACCESSKEY)
    key_text=$(need new REGISTRY_STORAGE_S3_SECRETKEY)
  fi
  if [ -z "$access" ] || [ -z "$key_text" ]; then
    stop "the Secret $namespace/$(holder "$1") contains no access key of the $1 store"
  fi
  printf 'access_key_id = %s\nsecret_access_key = %s\n' "$access" "$key_text"
}
s3_store() {
  printf 'type = s3\nno_check_bucket = true\nregion = %s\n' "$(value "$1" region)"
  endpoint=$(value "$1" regionEndpoint)
  case "$endpoint" in
  '' | *.amazonaws.com* | *.api.aws*) echo 'provider = AWS' ;;
  *) echo 'provider = Other' ;;
  esac
  if [ -n "$endpoint" ]; then
    echo "endpoint = $endpoint"
  fi
  if [ "$(value "$1" virtualHostedStyle)" = true ]; then
    echo 'force_path_style = false'
  else
    echo 'force_path_style = true'
  fi
  if [ -n "$(value "$1" keyID)" ]; then
    printf 'server_side_encryption = aws:kms\nsse_kms_key_id = %s\n' "$(value "$1" keyID)"
  elif [ "$(value "$1" encrypt)" = true ]; then
    echo 'server_side_encryption = AES256'
  fi
  access_keys "$1"
  place "$1" "$(value "$1" bucket)"
}
ibmcos_store() {
  printf 'type = s3\nprovider = IBMCOS\nno_check_bucket = true\nforce_path_style = true\n'
  echo "endpoint = https://s3.$(value "$1" location).cloud-object-storage.appdomain.cloud"
  if [ "$1" = old ]; then
    access_keys old
  else
    key_text=$(need new REGISTRY_STORAGE_IBMCOS_IAMAPIKEY)
    printf 'ibm_api_key = %s\nibm_resource_instance_id = %s\n' "$key_text" "$(value new serviceInstanceCRN)"
  fi
  place "$1" "$(value "$1" bucket)"
}
gcs_store() {
  name=REGISTRY_STORAGE_GCS_KEYFILE
  if [ "$1" = new ] && [ "$CREDENTIALS" = cloud ]; then
    name=service_account\\.json
  fi
  printf 'type = google cloud storage\nbucket_policy_only = true\nno_check_bucket = true\n'
  need "$1" "$name" >"$WORK/$1.json"
  if grep -q external_account "$WORK/$1.json"; then
    cloud_role "$1"
    sed "s|\"/var/run/secrets/openshift/[^\"]*\"|\"$WORK/cloud-token\"|" "$WORK/$1.json" >"$WORK/google.json"
    echo 'env_auth = true'
  else
    echo "service_account_file = $WORK/$1.json"
  fi
  place "$1" "$(value "$1" bucket)"
}
azure_store() {
  case "$(value "$1" cloudName)" in
  AzureUSGovernmentCloud) domain=blob.core.usgovcloudapi.net ;;
  AzureChinaCloud) domain=blob.core.chinacloudapi.cn ;;
  AzureGermanCloud) domain=blob.core.cloudapi.de ;;
  AzureStackCloud) stop "the address of the $1 store in Azure Stack is unknown; copy the images through the registry" ;;
  *) domain=blob.core.windows.net ;;
  esac
  account=$(value "$1" accountName)
  key_text=$(need "$1" REGISTRY_STORAGE_AZURE_ACCOUNTKEY)
  printf 'type = azureblob\nno_check_container = true\naccount = %s\nendpoint = https://%s.%s\nkey = %s\n' \
    "$account" "$account" "$domain" "$key_text"
  place "$1" "$(value "$1" container)"
}
swift_store() {
  if [ -n "$(value "$1" domainID)" ] && [ -z "$(value "$1" domain)" ]; then
    stop "rclone needs the name of the domain of the $1 store; set domain instead of domainID"
  fi
  printf 'type = swift\nauth = %s\nauth_version = %s\ndomain = %s\ntenant = %s\ntenant_id = %s\nregion = %s\n' \
    "$(value "$1" authURL)" "$(value "$1" authVersion)" "$(value "$1" domain)" "$(value "$1" tenant)" "$(value "$1" tenantID)" "$(value "$1" regionName)"
  prefix=REGISTRY_STORAGE_SWIFT
  if [ -n "$(secret "$(holder "$1")" "$prefix"_APPLICATIONCREDENTIALID)" ]; then
    access=$(need "$1" "$prefix"_APPLICATIONCREDENTIALID)
    name=$(need "$1" "$prefix"_APPLICATIONCREDENTIALNAME)
    key_text=$(need "$1" "$prefix"_APPLICATIONCREDENTIALSECRET)
    printf 'application_credential_id = %s\napplication_credential_name = %s\napplication_credential_secret = %s\n' "$access" "$name" "$key_text"
  else
    access=$(need "$1" "$prefix"_USERNAME)
    key_text=$(need "$1" "$prefix"_PASSWORD)
    printf 'user = %s\nkey = %s\n' "$access" "$key_text"
  fi
  place "$1" "$(value "$1" container)/files"
}
pvc_store() {
  printf 'type = local\n\n[%s]\ntype = alias\nremote = %s/%s/docker/registry/v2\n\n' "$1" "$MOUNTS" "$1"
}
# place ends the section of a store, and names the tree of the registry in it.
place() {
  printf '\n[%s]\ntype = alias\nremote = %s-store:%s/docker/registry/v2\n\n' "$1" "$1" "$2"
}
remote() {
  echo "[$1-store]"
  "$2_store" "$1"
}
remote old "$FROM" >"$WORK/rclone.conf"
remote new "$TO" >>"$WORK/rclone.conf"

for side in old new; do
  name=$(value "$side" trustedCA.name)
  if [ -n "$name" ]; then
    oc get configmap "$name" --namespace openshift-config --output 'jsonpath={.data.ca-bundle\.crt}' >"$WORK/ca/$side.crt" ||
      say "cannot read the ConfigMap openshift-config/$name with the CA of the $side store; the copy trusts the CAs of the registry"
  fi
done

# proxy writes an address of the proxy: that of Config, or of the cluster.
proxy() {
  address=$(get "{.spec.proxy.$1}")
  if [ -z "$address" ]; then
    address=$(oc get proxies.config.openshift.io/cluster --ignore-not-found --output "jsonpath={.status.$2}" || true)
  fi
  printf '%s' "$address" >"$WORK/$3"
}
proxy http httpProxy http_proxy
proxy https httpsProxy https_proxy
proxy noProxy noProxy no_proxy

if [ "$owner" = "$CHANGE" ]; then
  case "$phase" in
  bulk | frozen | failed | restored)
    say "an earlier run began this change (phase $phase); it continues"
    touch "$WORK/begun"
    ;;
  esac
fi
say "images: $FROM $store -> $TO"
