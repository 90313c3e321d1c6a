using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Server;
using Spacemesh.Rpc.Tests.Kit;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Rpc.Tests.Vectors;

/// <summary>
/// Listeners of a node whose handlers answer what a golden case recorded: what is compared is the carriage, that is paths, both encodings, codes and texts.
/// </summary>
internal sealed class PlaybackNode : IDisposable
{
    private readonly TestServer _server = new();
    private readonly Dictionary<string, RpcChannel> _channels = [];
    private readonly HttpClient _http;
    private JsonElement _recorded;

    public PlaybackNode(CorsPolicy? cors = null)
    {
        var bindings = SpacemeshServices.All.ToDictionary(service => service.FullName, Bind);
        foreach (string endpoint in (string[])["public", "private", "post"])
        {
            var listener = _server.Server.ListenAsync(new GrpcListenerOptions
            {
                EndPoint = TestServer.Loopback,
                Services = [.. SpacemeshServices.Of(endpoint).Select(service => bindings[service.FullName])],
                Descriptors = SpacemeshServices.Descriptors,
                MaxReceiveMessageSize = 10485760,
            }).GetAwaiter().GetResult();
            _channels[endpoint] = _server.Channel(listener, options => options with { MaxReceiveMessageSize = 64 << 20 });
        }

        _http = _server.GatewayAsync(options => options with
        {
            Services = [.. SpacemeshServices.Of("public").Select(service => bindings[service.FullName])],
            Cors = cors ?? new CorsPolicy([""]),
        }).GetAwaiter().GetResult();
    }

    /// <summary>The last request a handler saw.</summary>
    public IMessage? Seen { get; private set; }

    /// <summary>What the handlers answer from now on.</summary>
    public void Record(JsonElement recorded)
    {
        _recorded = recorded;
        Seen = null;
    }

    public RpcChannel Channel(string endpoint) => _channels[endpoint];

    public HttpResponseMessage Http(HttpRequestMessage request) => _http.SendAsync(request).GetAwaiter().GetResult();

    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private RpcServiceBinding Bind(ServiceDescriptor service)
    {
        var binding = new RpcServiceBinding(service);
        foreach (var method in service.Methods)
        {
            if (method.IsClientStreaming)
                continue;
            if (method.IsServerStreaming)
                binding.ServerStreamUntyped(method.Name, (request, writer, _) => StreamAsync(method, request, writer));
            else
                binding.UnaryUntyped(method.Name, (request, _) => Task.FromResult(Answer(method, request)));
        }

        return binding;
    }

    private IMessage Answer(MethodDescriptor method, IMessage request)
    {
        Seen = request;
        ThrowRecorded();
        return method.OutputType.Parser.ParseFrom(_recorded.Hex("response"));
    }

    private async Task StreamAsync(MethodDescriptor method, IMessage request, RpcStreamWriter<IMessage> writer)
    {
        Seen = request;
        if (_recorded.Has("messages"))
        {
            foreach (var message in _recorded.GetProperty("messages").EnumerateArray())
                await writer.WriteAsync(method.OutputType.Parser.ParseFrom(message.Hex("message")));
        }

        ThrowRecorded();
    }

    private void ThrowRecorded()
    {
        if (_recorded.Has("code") && _recorded.I32("code") is var code and not 0)
            throw new RpcException((StatusCode)code, _recorded.Has("message") ? _recorded.Text("message") : "");
    }
}
