using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spacemesh.Primitives;

namespace Spacemesh.Api;

/// <summary>Listener addresses of the configuration: <c>host:port</c> (spec 09a §2.1).</summary>
public static class ListenAddress
{
    /// <summary>The address to bind; no host is every interface.</summary>
    /// <exception cref="InvalidOptionException">The text is no address, or its host has none.</exception>
    public static IPEndPoint Resolve(string text, string key)
    {
        var (host, port) = Split(text, key);
        if (host.Length == 0)
            return new IPEndPoint(IPAddress.Any, port);
        if (IPAddress.TryParse(host, out var address))
            return new IPEndPoint(address, port);
        if (host == "localhost")
            return new IPEndPoint(IPAddress.Loopback, port);
        try
        {
            var found = Dns.GetHostAddresses(host);
            return new IPEndPoint(found.FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork) ?? found[0], port);
        }
        catch (SocketException exception)
        {
            throw new InvalidOptionException(key, $"the host '{host}' of '{text}' has no address: {exception.Message}");
        }
    }

    /// <summary>Whether others than this machine and its own network may reach it; names other than localhost count as public.</summary>
    public static bool IsPublic(string text)
    {
        var (host, _) = Split(text, "");
        if (host == "localhost")
            return false;
        return !IPAddress.TryParse(host, out var address) || !(IPAddress.IsLoopback(address) || IsPrivate(address));
    }

    private static bool IsPrivate(IPAddress address)
    {
        byte[] bytes = address.IsIPv4MappedToIPv6 ? address.MapToIPv4().GetAddressBytes() : address.GetAddressBytes();
        return bytes.Length == 4
            ? bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168)
            : (bytes[0] & 0xfe) == 0xfc;
    }

    private static (string Host, int Port) Split(string text, string key)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
            throw new InvalidOptionException(key, $"'{text}' is not host:port");
        string host = text[..colon];
        return (host.StartsWith('[') && host.EndsWith(']') ? host[1..^1] : host, port);
    }

    /// <summary>Why an address cannot be listened on, in the words that operators search for.</summary>
    public static string Fault(string address, IOException exception)
    {
        SocketError? error = null;
        for (Exception? inner = exception; inner is not null && error is null; inner = inner.InnerException)
            error = inner is SocketException socket ? socket.SocketErrorCode : inner is Microsoft.AspNetCore.Connections.AddressInUseException ? SocketError.AddressAlreadyInUse : null;
        string reason = error switch
        {
            SocketError.AddressAlreadyInUse => "address already in use",
            SocketError.AccessDenied => "permission denied",
            SocketError.AddressNotAvailable => "cannot assign requested address",
            _ => exception.Message,
        };
        return $"listen tcp {address}: bind: {reason}";
    }
}
