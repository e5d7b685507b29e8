// Questions to the HTTP API of this server.

const WITHIN = 5000;

/** The answer; a fault whose message is for the reader. */
export async function get(path) {
  let response;
  let body;
  try {
    response = await fetch(path, {signal: AbortSignal.timeout(WITHIN), headers: {Accept: 'application/json'}});
    body = await response.json();
  } catch (fault) {
    throw Object.assign(new Error(fault.name === 'TimeoutError' ? 'no answer within 5 s' : 'the server does not answer'), {away: true});
  }
  if (!response.ok) {
    throw Object.assign(new Error(body.detail || 'the server answers ' + response.status), {status: response.status});
  }
  return body;
}

export const path = (...segments) => segments.map(encodeURIComponent).join('/');
