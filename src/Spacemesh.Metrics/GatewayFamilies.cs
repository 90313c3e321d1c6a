using System.Globalization;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Metrics;

/// <summary>Measures the requests to the JSON gateway (spec 09a §3.3).</summary>
internal sealed class GatewayFamilies(MetricRegistry registry) : RpcServerObserver
{
    private readonly MetricFamily _running = registry["spacemesh_api_http_requests_inflight"];
    private readonly MetricFamily _time = registry["spacemesh_api_http_request_duration_seconds"];
    private readonly MetricFamily _size = registry["spacemesh_api_http_response_size_bytes"];

    public override void HttpStarted(string path) => _running.Add(1, path, "");

    public override void HttpFinished(string path, string verb, int status, long bytes, TimeSpan elapsed)
    {
        string code = status.ToString(CultureInfo.InvariantCulture);
        _running.Add(-1, path, "");
        _time.Observe(elapsed.TotalSeconds, code, path, verb, "");
        _size.Observe(bytes, code, path, verb, "");
    }
}
