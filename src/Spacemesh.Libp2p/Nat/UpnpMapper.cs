using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Spacemesh.Libp2p.Nat;

/// <summary>UPnP Internet Gateway Device: found by multicast, asked over HTTP.</summary>
public sealed partial class UpnpMapper(TimeProvider time, IPEndPoint? discovery = null) : IPortMapper
{
    private const int MaximumDocument = 256 << 10;
    private static readonly TimeSpan DiscoveryWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);
    private static readonly string[] Services =
    [
        "urn:schemas-upnp-org:service:WANIPConnection:2", "urn:schemas-upnp-org:service:WANIPConnection:1", "urn:schemas-upnp-org:service:WANPPPConnection:1",
    ];

    private readonly IPEndPoint _discovery = discovery ?? new IPEndPoint(IPAddress.Parse("239.255.255.250"), 1900);

    public async Task<IPEndPoint?> MapAsync(PortProtocol protocol, int internalPort, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        try
        {
            if (await DiscoverAsync(cancellationToken) is not { } location)
                return null;
            // Not through proxies: the router is next door.
            using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
            using var http = new HttpClient(handler) { Timeout = RequestTimeout, MaxResponseContentBufferSize = MaximumDocument };
            var description = Parse(await http.GetStringAsync(location, cancellationToken));
            if (FindService(description, location) is not { } service)
                return null;
            string address = await ActAsync(http, service, "GetExternalIPAddress", "", cancellationToken);
            if (!IPAddress.TryParse(ValueOf(Parse(address), "NewExternalIPAddress"), out var outside))
                return null;
            string local = await LocalAddressAsync(location, cancellationToken);
            string port = internalPort.ToString(CultureInfo.InvariantCulture);
            await ActAsync(
                http,
                service,
                "AddPortMapping",
                $"<NewRemoteHost></NewRemoteHost><NewExternalPort>{port}</NewExternalPort><NewProtocol>{(protocol == PortProtocol.Tcp ? "TCP" : "UDP")}</NewProtocol>"
                    + $"<NewInternalPort>{port}</NewInternalPort><NewInternalClient>{local}</NewInternalClient><NewEnabled>1</NewEnabled>"
                    + $"<NewPortMappingDescription>libp2p</NewPortMappingDescription><NewLeaseDuration>{(int)lifetime.TotalSeconds}</NewLeaseDuration>",
                cancellationToken);
            return new IPEndPoint(outside, internalPort);
        }
        catch (Exception exception) when (exception is HttpRequestException or SocketException or XmlException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static XDocument Parse(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        return XDocument.Load(reader);
    }

    private static string? ValueOf(XContainer document, string name) => document.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim();

    private static (string Type, Uri Control)? FindService(XDocument description, Uri location)
    {
        foreach (string type in Services)
        {
            var service = description.Descendants().FirstOrDefault(element => element.Name.LocalName == "service" && ValueOf(element, "serviceType") == type);
            if (service is not null && ValueOf(service, "controlURL") is { } control && Uri.TryCreate(location, control, out var uri) && uri.Host == location.Host)
                return (type, uri);
        }

        return null;
    }

    private static async Task<string> ActAsync(HttpClient http, (string Type, Uri Control) service, string action, string arguments, CancellationToken cancellationToken)
    {
        string body = "<?xml version=\"1.0\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">"
            + $"<s:Body><u:{action} xmlns:u=\"{service.Type}\">{arguments}</u:{action}></s:Body></s:Envelope>";
        using var request = new HttpRequestMessage(HttpMethod.Post, service.Control) { Content = new StringContent(body, System.Text.Encoding.UTF8, "text/xml") };
        request.Headers.Add("SOAPAction", $"\"{service.Type}#{action}\"");
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }

    /// <summary>Our own address on the way to the router.</summary>
    private static async Task<string> LocalAddressAsync(Uri router, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(router.Host, router.Port, cancellationToken);
        return ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
    }

    private async Task<Uri?> DiscoverAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] search = System.Text.Encoding.ASCII.GetBytes(
            "M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: \"ssdp:discover\"\r\nMX: 2\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n");
        using var timeout = new CancellationTokenSource(DiscoveryWait, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await socket.SendToAsync(search, SocketFlags.None, _discovery, linked.Token);
        byte[] buffer = new byte[2048];
        try
        {
            while (true)
            {
                var answer = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), linked.Token);
                var match = Location().Match(System.Text.Encoding.ASCII.GetString(buffer, 0, answer.ReceivedBytes));
                // Only a router at the address that answered: nothing sends us elsewhere.
                if (match.Success && Uri.TryCreate(match.Groups[1].Value.Trim(), UriKind.Absolute, out var uri) && uri.Scheme == "http"
                    && uri.Host == ((IPEndPoint)answer.RemoteEndPoint).Address.ToString())
                    return uri;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^LOCATION:\s*(\S+)", RegexOptions.IgnoreCase | RegexOptions.Multiline, matchTimeoutMilliseconds: 100)]
    private static partial Regex Location();
}
