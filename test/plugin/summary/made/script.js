import http from 'k6/http';
import { check, group, sleep } from 'k6';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

const orders = new Counter('orders');
const uploaded = new Counter('uploaded', true);
const stock = new Gauge('stock');
const heap = new Gauge('heap_data', true);
const refused = new Rate('refused');
const basket = new Trend('basket_size');
const wait = new Trend('wait_time', true);
const unused = new Trend('never_filled', true);
// k6 tells by their names where metrics of its other modules belong.
const lcp = new Trend('browser_web_vital_lcp', true);
const browser = new Rate('browser_http_req_failed');
const grpc = new Trend('grpc_req_duration', true);
const sessions = new Counter('ws_sessions');

export const options = {
  scenarios: { shop: { executor: 'per-vu-iterations', vus: 3, iterations: 12 } },
  thresholds: {
    http_req_duration: ['p(95)<200', 'avg<1', 'p(99)<5000'],
    'http_req_duration{name:slow}': ['max<10000'],
    'http_req_failed': ['rate<0.01'],
    'http_reqs{name:slow}': ['count>1', 'rate>100000'],
    orders: ['count>=30'],
    stock: ['value>0'],
    'checks{kind:price}': ['rate>0.9'],
    wait_time: ['med<1000'],
    never_filled: ['p(95)<100'],
    'http_req_waiting{name:slow}': ['p(95)<100'],
  },
};

export default function () {
  group('front', () => {
    const answer = http.get(`${__ENV.TARGET}/`, { tags: { name: 'front' } });
    check(answer, { 'is there': ({ status }) => status === 200 });
    group('search', () => {
      const found = http.get(`${__ENV.TARGET}/slow`, { tags: { name: 'slow' } });
      check(found, { 'found something': ({ status }) => status === 200, 'is quick': () => __ITER % 5 !== 0 });
    });
  });
  group('cart', () => {
    const missing = __ITER % 4 === 0;
    const answer = http.get(`${__ENV.TARGET}/${missing ? 'missing' : 'cart'}`, { tags: { name: 'cart' } });
    check(answer, { 'is there': ({ status }) => status === 200 });
    check(answer, { 'price is right': () => true }, { kind: 'price' });
  });
  orders.add(1);
  uploaded.add(123456.7);
  stock.add(40 - __ITER);
  heap.add(2_345_678 + __ITER);
  refused.add(__ITER % 3 === 0);
  basket.add(__ITER * 1.5 + 0.123456789);
  wait.add(__ITER * 7000.123);
  lcp.add(812.345);
  browser.add(false);
  grpc.add(0.0004 * __ITER);
  sessions.add(1);
  sleep(0.1);
}

// Without an answer k6 prints its own text as well.
export function handleSummary(data) {
  console.log(JSON.stringify(data));
}
