using System.Net;
using System.Security.Cryptography;

namespace Spacemesh.Libp2p.Transports;

/// <summary>The HTTP exchange before a WebSocket (RFC 6455 §4).</summary>
internal static class WebSocketUpgrade
{
    private const int MaximumHeader = 8192;
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    public static async Task RequestAsync(Stream stream, IPEndPoint remote, CancellationToken cancellationToken)
    {
        // The key only shows that the server speaks WebSocket; Noise secures the connection.
        string key = Convert.ToBase64String("libp2p websocket"u8);
        await WriteAsync(
            stream,
            $"GET / HTTP/1.1\r\nHost: {remote}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n",
            cancellationToken);
        string[] lines = await ReadAsync(stream, cancellationToken);
        if (!lines[0].StartsWith("HTTP/1.1 101", StringComparison.Ordinal) || Field(lines, "Sec-WebSocket-Accept") != Accept(key))
            throw new Libp2pException(Libp2pFault.ProtocolViolation, $"no WebSocket: '{lines[0]}'");
    }

    public static async Task AnswerAsync(Stream stream, CancellationToken cancellationToken)
    {
        string[] lines = await ReadAsync(stream, cancellationToken);
        string? key = Field(lines, "Sec-WebSocket-Key");
        if (!lines[0].StartsWith("GET ", StringComparison.Ordinal) || key is null || Field(lines, "Upgrade")?.Equals("websocket", StringComparison.OrdinalIgnoreCase) != true)
        {
            await WriteAsync(stream, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n", cancellationToken);
            throw new Libp2pException(Libp2pFault.ProtocolViolation, "the client asks for no WebSocket");
        }

        await WriteAsync(stream, $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n", cancellationToken);
    }

    private static string Accept(string key) =>
#pragma warning disable CA5350 // The protocol says SHA-1; nothing depends on its strength.
        Convert.ToBase64String(SHA1.HashData(System.Text.Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text), cancellationToken);

    private static async Task<string[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Byte by byte: what follows the header belongs to the WebSocket.
        var text = new System.Text.StringBuilder();
        byte[] one = new byte[1];
        while (text.Length < MaximumHeader)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
                throw new Libp2pException(Libp2pFault.UnexpectedEnd, "the connection ended before the WebSocket");
            text.Append((char)one[0]);
            if (one[0] == '\n' && text.Length >= 4 && text.ToString(text.Length - 4, 4) == "\r\n\r\n")
                return text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } lines ? lines : [""];
        }

        throw new Libp2pException(Libp2pFault.ProtocolViolation, $"an HTTP header of more than {MaximumHeader} bytes");
    }

    private static string? Field(string[] lines, string name) =>
        lines.Skip(1).FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
