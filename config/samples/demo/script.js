import http from 'k6/http';
import { check, sleep } from 'k6';

// 40 VUs in all: four runners take ten each.
export const options = {
  vus: 40,
  duration: '15s',
  thresholds: { checks: ['rate==1'], http_req_failed: ['rate==0'] },
};

export default function () {
  check(http.get(__ENV.TARGET), { 'status is 200': (response) => response.status === 200 });
  sleep(0.2);
}
