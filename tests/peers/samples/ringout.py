from ringcentral import SDK
import os,sys,urllib.parse,json
from pathlib import Path
from dotenv import load_dotenv
load_dotenv()
CALLER    = os.environ.get('RINGOUT_CALLER')
RECIPIENT = os.environ.get('RINGOUT_RECIPIENT')
#
#  Place a ring-out call
#
def call_ring_out():
    try:
        bodyParams = {
            'from' : { 'phoneNumber': CALLER },
            'to'   : { 'phoneNumber': RECIPIENT },
            'playPrompt' : False
        }
        endpoint = "/restapi/v1.0/account/~/extension/~/ring-out"
        resp = platform.post(endpoint, bodyParams)
        jsonObj = resp.json()
        print(f'Call placed. Call status: {jsonObj.status.callStatus}')
    except Exception as e:
        print ("Unable to place a ring-out call. " + str(e))
# Instantiate the SDK and get the platform instance
rcsdk = SDK( os.environ.get('RC_APP_CLIENT_ID'),
             os.environ.get('RC_APP_CLIENT_SECRET'),
             os.environ.get('RC_SERVER_URL') )
platform = rcsdk.platform()
# Authenticate a user using a personal JWT token
def login():
    try:
      platform.login( jwt=os.environ.get('RC_USER_JWT') )
      call_ring_out()
    except Exception as e:
      sys.exit("Unable to authenticate to platform. Check credentials." + str(e))
login()
