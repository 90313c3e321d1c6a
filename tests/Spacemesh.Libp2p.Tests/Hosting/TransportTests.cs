using Microsoft.Extensions.Logging;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Tests.Hosting;

public sealed class TransportTests
{
    [Fact]
    public async Task Hosts_connect_over_websocket()
    {
        await using var a = HostTests.TcpHost(71, options => options with { Transports = [new WebSocketTransport()], ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0/ws")] });
        await using var b = HostTests.TcpHost(72, options => options with { Transports = [new WebSocketTransport()], ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/tcp/0/ws")] });
        await a.StartAsync();
        await b.StartAsync();
        b.Handle("echo/1", HostTests.EchoAsync);
        await (await a.ConnectAsync(SimulatedHosts.AddressOf(b), TestContext.Current.CancellationToken)).Identified;
        await using var stream = await a.OpenStreamAsync(b.Id, ["echo/1"], cancellationToken: TestContext.Current.CancellationToken);
        byte[] data = new byte[300_000];
        Runtime.SystemRandom.Instance.Fill(data);
        var writing = stream.WriteAsync(data, TestContext.Current.CancellationToken).AsTask();
        byte[] back = new byte[data.Length];
        await stream.ReadExactlyAsync(back, TestContext.Current.CancellationToken);
        await writing;
        Assert.Equal(data, back);
    }

    [Fact]
    public async Task Quic_works_where_the_machine_has_it_and_is_explained_where_not()
    {
        var log = new Lines();
        if (!QuicSupport.Check(log))
        {
            Assert.Contains("libmsquic", Assert.Single(log.Written), StringComparison.Ordinal);
            return;
        }

        byte[] cookie = "0123-8063"u8.ToArray();
        await using var a = Quic(81, cookie);
        await using var b = Quic(82, cookie);
        await using var other = Quic(83, "0123-1"u8.ToArray());
        await b.StartAsync();
        b.Handle("echo/1", HostTests.EchoAsync);
        await (await a.ConnectAsync(SimulatedHosts.AddressOf(b), TestContext.Current.CancellationToken)).Identified;
        await using var stream = await a.OpenStreamAsync(b.Id, ["echo/1"], cancellationToken: TestContext.Current.CancellationToken);
        await stream.WriteAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        await stream.ReadExactlyAsync(new byte[3], TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<Libp2pException>(() => other.ConnectAsync(SimulatedHosts.AddressOf(b), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Quic_cookie_has_the_network_s_frame() =>
        Assert.Equal("2123424209303132332d38303633", Convert.ToHexStringLower(QuicCookie.Encode("0123-8063"u8.ToArray())));

    private static Libp2p.Hosting.Host Quic(int index, byte[] cookie) => HostTests.TcpHost(index, options => options with
    {
        Transports = [],
        SecureTransports = [new QuicTransport(options.Identity, TimeProvider.System, new QuicOptions { Cookie = cookie })],
        ListenAddresses = [Multiaddr.Parse("/ip4/127.0.0.1/udp/0/quic-v1")],
    });

    private sealed class Lines : ILogger
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add(formatter(state, exception));
    }
}
