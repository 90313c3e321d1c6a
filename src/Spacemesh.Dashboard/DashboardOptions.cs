using System.Net;
using Spacemesh.Primitives;

namespace Spacemesh.Dashboard;

/// <summary>Section <c>dashboard</c> of the configuration.</summary>
public sealed record DashboardOptions
{
    /// <summary>Where the page is served; keep it private.</summary>
    public required IPEndPoint Listener { get; init; }

    /// <summary>What the page calls the network.</summary>
    public string NetworkName { get; init; } = "";

    /// <summary>What the page calls the program.</summary>
    public string Version { get; init; } = "";

    /// <summary>Labels that the configured space holds; 0 where nothing is configured.</summary>
    public ulong LabelsWanted { get; init; }

    /// <exception cref="InvalidOptionException">The text is no address with a port.</exception>
    public static IPEndPoint ParseListener(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), out ushort port))
            throw new InvalidOptionException("dashboard.listener", $"'{text}' has no port: write e.g. 127.0.0.1:9095");
        if (host is "" or "localhost")
            return new IPEndPoint(host.Length == 0 ? IPAddress.Any : IPAddress.Loopback, port);
        return IPAddress.TryParse(host, out var address)
            ? new IPEndPoint(address, port)
            : throw new InvalidOptionException("dashboard.listener", $"'{host}' is no IP address");
    }
}
