const RC_SDK = require('@ringcentral/sdk').SDK
const path = require('path')
// Remember to modify the path of your .env file location!
require('dotenv').config({ path: path.resolve(__dirname, '../.env') })
const CALLER       = process.env.RINGOUT_CALLER
const RECIPIENT    = process.env.RINGOUT_RECIPIENT
var rcsdk = new RC_SDK({
    'server':       process.env.RC_SERVER_URL,
    'clientId':     process.env.RC_APP_CLIENT_ID,
    'clientSecret': process.env.RC_APP_CLIENT_SECRET
});
var platform = rcsdk.platform();
platform.login({ 'jwt':  process.env.RC_USER_JWT })
platform.on(platform.events.loginSuccess, () => {
  call_ring_out()
})
/*
* Place a ring-out call
*/
async function call_ring_out() {
  try {
    let bodyParams = {
      from: { phoneNumber: CALLER },
      to: { phoneNumber: RECIPIENT },
      playPrompt: false
    }
    let endpoint = '/restapi/v1.0/account/~/extension/~/ring-out'
    var resp = await platform.post(endpoint, bodyParams)
    var jsonObj = await resp.json()
    console.log("Call placed. Call status: " + jsonObj.status.callStatus)
  } catch (e) {
    console.log("Unable to place a ring-out call.", e.message)
  }
}
