using System.Net;
using System.Net.Sockets;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Nat;
using Spacemesh.Libp2p.Tests.Hosting;

namespace Spacemesh.Libp2p.Tests.Nat;

/// <summary>Port mapping against a router made of two sockets on loopback.</summary>
public sealed class PortMappingTests
{
    [Fact]
    public async Task NatPmp_maps_the_listening_port()
    {
        using var router = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        var serving = ServeAsync();
        await using var host = HostTests.TcpHost(61);
        await host.StartAsync();
        await using var mapping = new PortMapping(host, [new NatPmpMapper((IPEndPoint)router.Client.LocalEndPoint!, TimeProvider.System)]);
        await mapping.MapAsync(TestContext.Current.CancellationToken);
        await serving;
        Assert.Equal([Multiaddr.Parse("/ip4/5.6.7.8/tcp/40001")], mapping.Mapped);

        async Task ServeAsync()
        {
            var first = await router.ReceiveAsync();
            Assert.Equal([0, 0], first.Buffer);
            await router.SendAsync(new byte[] { 0, 128, 0, 0, 0, 0, 0, 9, 5, 6, 7, 8 }, first.RemoteEndPoint);
            var second = await router.ReceiveAsync();
            Assert.Equal(2, second.Buffer[1]);
            await router.SendAsync(new byte[] { 0, 130, 0, 0, 0, 0, 0, 9, second.Buffer[4], second.Buffer[5], 0x9c, 0x41, 0, 0, 14, 16 }, second.RemoteEndPoint);
        }
    }

    [Fact]
    public async Task Upnp_router_is_found_asked_for_its_address_and_told_to_map()
    {
        using var discovery = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var http = new TcpListener(IPAddress.Loopback, 0);
        http.Start();
        var requests = new List<string>();
        var serving = ServeAsync();
        var mapper = new UpnpMapper(TimeProvider.System, (IPEndPoint)discovery.Client.LocalEndPoint!);
        var outside = await mapper.MapAsync(PortProtocol.Tcp, 7513, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
        await serving;
        Assert.Equal(new IPEndPoint(IPAddress.Parse("5.6.7.8"), 7513), outside);
        Assert.Contains("<NewInternalPort>7513</NewInternalPort><NewInternalClient>127.0.0.1</NewInternalClient>", requests[2], StringComparison.Ordinal);

        async Task ServeAsync()
        {
            var search = await discovery.ReceiveAsync();
            Assert.StartsWith("M-SEARCH", System.Text.Encoding.ASCII.GetString(search.Buffer), StringComparison.Ordinal);
            await discovery.SendAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nLOCATION: http://{http.LocalEndpoint}/d.xml\r\n\r\n"), search.RemoteEndPoint);
            string[] answers =
            [
                "<root><service><serviceType>urn:schemas-upnp-org:service:WANIPConnection:1</serviceType><controlURL>/ctl</controlURL></service></root>",
                "<r><NewExternalIPAddress>5.6.7.8</NewExternalIPAddress></r>",
                "<r/>",
            ];
            foreach (string answer in answers)
            {
                using var client = await http.AcceptTcpClientAsync();
                var stream = client.GetStream();
                requests.Add(await ReadAsync(stream));
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\nContent-Length: {answer.Length}\r\n\r\n{answer}"));
            }
        }

        static async Task<string> ReadAsync(NetworkStream stream)
        {
            var text = new System.Text.StringBuilder();
            byte[] buffer = new byte[4096];
            while (true)
            {
                text.Append(System.Text.Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer)));
                string all = text.ToString();
                int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
                if (end < 0)
                    continue;
                var length = System.Text.RegularExpressions.Regex.Match(all, @"Content-Length: (\d+)");
                if (!length.Success || all.Length - end - 4 >= int.Parse(length.Groups[1].Value))
                    return all;
            }
        }
    }
}
