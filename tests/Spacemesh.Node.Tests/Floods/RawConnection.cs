using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spacemesh.Node.Tests.Floods;

/// <summary>A bare connection to a listener.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(IPEndPoint endPoint)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(endPoint);
        return connection;
    }

    public static async Task<List<RawConnection>> OpenManyAsync(IPEndPoint endPoint, int count, string sent = "")
    {
        var connections = new List<RawConnection>();
        for (int i = 0; i < count; i++)
        {
            connections.Add(await OpenAsync(endPoint));
            await connections[^1].SendAsync(sent);
        }

        return connections;
    }

    /// <summary>Sends Latin-1 text; a listener that has closed meanwhile takes none.</summary>
    public async Task SendAsync(string text)
    {
        try
        {
            await _client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
        }
        catch (IOException)
        {
            // Sent away.
        }
    }

    /// <summary>The next bytes as text; empty where the connection ended.</summary>
    public async Task<string> ReadAsync()
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            return Encoding.Latin1.GetString(buffer, 0, await _client.GetStream().ReadAsync(buffer));
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Everything until the connection ends.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (await ReadAsync() is { Length: > 0 } part)
            text.Append(part);
        return text.ToString();
    }

    public void Dispose() => _client.Dispose();
}
