using System.Text;
using Google.Protobuf.Reflection;
using Spacemesh.Poet.Server.Metrics;
using Spacemesh.Rpc;
using Spacemesh.Rpc.Server;

namespace Spacemesh.Poet.Server;

/// <summary>Counts gRPC calls under the customary names.</summary>
public sealed class GrpcMetrics : RpcServerObserver
{
    private static readonly string[] Labels = ["grpc_type", "grpc_service", "grpc_method"];

    private readonly MetricSeries _started = new("grpc_server_started_total", "Total number of RPCs started on the server.", Labels);
    private readonly MetricSeries _handled = new(
        "grpc_server_handled_total", "Total number of RPCs completed on the server, regardless of success or failure.", [.. Labels, "grpc_code"]);

    private readonly MetricSeries _received = new("grpc_server_msg_received_total", "Total number of RPC stream messages received on the server.", Labels);
    private readonly MetricSeries _sent = new("grpc_server_msg_sent_total", "Total number of gRPC stream messages sent by the server.", Labels);
    private readonly MetricSeries _seconds = new(
        "grpc_server_handling_seconds",
        "Histogram of response latency (seconds) of gRPC that had been application-level handled by the server.",
        Labels,
        MetricSeries.Exponential(0.001, 2, 16));

    private readonly Dictionary<string, string[]> _methods = new(StringComparer.Ordinal);

    /// <summary>Makes the series of these services, and of reflection, appear with zero.</summary>
    public void Prepare(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services)
        {
            foreach (var method in service.Methods)
                Prepare(service.FullName, method.Name, method.IsServerStreaming || method.IsClientStreaming ? "bidi_stream" : "unary");
        }

        Prepare("grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", "bidi_stream");
        Prepare("grpc.reflection.v1alpha.ServerReflection", "ServerReflectionInfo", "bidi_stream");
    }

    public override void CallStarted(string method) => With(method, labels => _started.Add(1, labels));

    public override void MessageReceived(string method) => With(method, labels => _received.Add(1, labels));

    public override void MessageSent(string method) => With(method, labels => _sent.Add(1, labels));

    public override void CallFinished(string method, bool streaming, StatusCode code, string message, TimeSpan elapsed) => With(method, labels =>
    {
        _handled.Add(1, [.. labels, NameOf(code)]);
        _seconds.Observe(elapsed.TotalSeconds, labels);
    });

    internal void Write(StringBuilder text)
    {
        foreach (var series in new[] { _handled, _seconds, _received, _sent, _started })
            series.Write(text);
    }

    private static string NameOf(StatusCode code) => code == StatusCode.Ok ? "OK" : code.ToString();

    private void Prepare(string service, string method, string type)
    {
        string[] labels = [type, service, method];
        _methods[$"/{service}/{method}"] = labels;
        _started.Touch(labels);
        _received.Touch(labels);
        _sent.Touch(labels);
        _seconds.Touch(labels);
        foreach (var code in Enum.GetValues<StatusCode>())
            _handled.Touch([.. labels, NameOf(code)]);
    }

    /// <summary>Unknown methods are not counted: their names are the client's invention.</summary>
    private void With(string method, Action<string[]> count)
    {
        if (_methods.TryGetValue(method, out var labels))
            count(labels);
    }
}
