"""A model behind an address, for tests: /v2/models/m/infer (Open Inference Protocol), /invocations (MLflow), and servers that lie.
Prints its port, serves until it is killed. Counts requests at /count."""
import gzip
import http.server
import json
import sys
import time

count = {"n": 0, "busy": 2}


def rule(x):
    return 0.9 if x < 0.4 else 0.2


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body, status=200, kind="application/json", headers=()):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for k, v in headers:
            self.send_header(k, v)
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.answer(count)

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        count["n"] += 1
        path = self.path
        if path.startswith("/v2/models/"):
            inputs = asked["inputs"]
            if len(inputs) == 1:
                n, k = inputs[0]["shape"]
                xs = inputs[0]["data"][::k]
            else:
                n, xs = inputs[0]["shape"][0], inputs[0]["data"]
            scores = [rule(x) for x in xs]
            if path.endswith("two/infer"):
                out = {"name": "p", "shape": [n, 2], "datatype": "FP64", "data": [[1 - s, s] for s in scores]}
            else:
                out = {"name": "p", "shape": [n, 1], "datatype": "FP64", "data": scores}
            return self.answer({"model_name": "m", "outputs": [out]})
        rows = asked["dataframe_split"]["data"] if "dataframe_split" in asked else []
        scores = [rule(r[0]) for r in rows]
        if path == "/invocations":
            return self.answer({"predictions": scores})
        if path == "/old/invocations":
            return self.answer(scores)
        if path == "/token/invocations":
            if self.headers.get("Authorization") != "Bearer open-sesame":
                return self.answer({"error": "who are you"}, 401)
            return self.answer({"predictions": scores})
        if path == "/busy/invocations":
            if count["busy"] > 0:
                count["busy"] -= 1
                return self.answer({"error": "busy"}, 503)
            return self.answer({"predictions": scores})
        if path == "/html/invocations":
            return self.answer(b"<html><body>Sign in</body></html>", kind="text/html")
        if path == "/short/invocations":
            return self.answer({"predictions": scores[:-1]})
        if path == "/nan/invocations":
            return self.answer(b'{"predictions": [' + b", ".join([b"NaN"] * len(rows)) + b"]}")
        if path == "/text/invocations":
            return self.answer({"predictions": ["high"] * len(rows)})
        if path == "/error/invocations":
            return self.answer({"error": "the model is not loaded"}, 500)
        if path == "/moved/invocations":
            return self.answer({}, 302, headers=[("Location", "/invocations")])
        if path == "/bomb/invocations":
            return self.answer(gzip.compress(b"0" * 100_000_000), headers=[("Content-Encoding", "gzip")])
        if path == "/cut/invocations":
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"predictions"')
            self.close_connection = True
            return None
        if path == "/drip/invocations":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            for _ in range(50):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
            return None
        return self.answer({"error": "no such path"}, 404)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
sys.stdout.close()
server.serve_forever()
