using System.Net;
using Spacemesh.Rpc.Client;
using Spacemesh.Rpc.Gateway;
using Spacemesh.Rpc.Server;
using Spacemesh.Testing;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>Listeners on loopback and clients to them.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly List<IDisposable> _clients = [];

    public static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    public TestServer(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Server = new RpcServer(Time, new FixedRandom(), TestLog.Factory());
    }

    public TimeProvider Time { get; }

    public RpcServer Server { get; }

    /// <summary>A gRPC listener with the test service, and a channel to it.</summary>
    public static async Task<(TestServer Server, RpcChannel Channel)> StartAsync(
        Func<GrpcListenerOptions, GrpcListenerOptions>? options = null, Func<RpcChannelOptions, RpcChannelOptions>? client = null,
        RpcServiceBinding? service = null, TimeProvider? time = null)
    {
        var server = new TestServer(time);
        var listener = await server.ListenAsync(options, service);
        return (server, server.Channel(listener, client));
    }

    public Task<RpcListener> ListenAsync(Func<GrpcListenerOptions, GrpcListenerOptions>? options = null, RpcServiceBinding? service = null)
    {
        var defaults = new GrpcListenerOptions { EndPoint = Loopback, Services = [service ?? TestService.Binding()] };
        return Server.ListenAsync(options is null ? defaults : options(defaults));
    }

    public async Task<HttpClient> GatewayAsync(Func<GatewayListenerOptions, GatewayListenerOptions>? options = null, RpcServiceBinding? service = null)
    {
        var defaults = new GatewayListenerOptions { EndPoint = Loopback, Services = [service ?? TestService.Binding()] };
        var listener = await Server.ListenAsync(options is null ? defaults : options(defaults));
        return Http(listener);
    }

    public HttpClient Http(RpcListener listener)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://{listener.EndPoint}") };
        _clients.Add(client);
        return client;
    }

    public RpcChannel Channel(RpcListener listener, Func<RpcChannelOptions, RpcChannelOptions>? client = null)
    {
        var options = new RpcChannelOptions { Address = new Uri($"http://{listener.EndPoint}") };
        var channel = new RpcChannel(client is null ? options : client(options), Time);
        _clients.Add(channel);
        return channel;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await Server.DisposeAsync();
    }
}
