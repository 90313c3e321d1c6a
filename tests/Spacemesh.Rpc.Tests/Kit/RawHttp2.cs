using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Spacemesh.Rpc.Tests.Kit;

/// <summary>HTTP/2 frame by frame, for clients that misbehave.</summary>
internal sealed class RawHttp2 : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;

    private readonly TcpClient _client = new();

    public static async Task<RawHttp2> ConnectAsync(IPEndPoint endPoint, bool preface = true)
    {
        var raw = new RawHttp2();
        await raw._client.ConnectAsync(endPoint);
        if (preface)
        {
            await raw.SendAsync(Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
            await raw.SendFrameAsync(Settings, 0, 0, []);
        }

        return raw;
    }

    public Task SendAsync(byte[] bytes) => _client.GetStream().WriteAsync(bytes).AsTask();

    public Task SendFrameAsync(byte type, byte flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(5), (uint)stream);
        payload.CopyTo(frame, 9);
        return SendAsync(frame);
    }

    /// <summary>Opens a gRPC request; the body is still to come.</summary>
    public Task SendHeadersAsync(int stream, string path)
    {
        var block = new List<byte>();
        foreach (var (name, value) in ((string, string)[])
            [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "x"), ("content-type", "application/grpc"), ("te", "trailers")])
        {
            block.Add(0);
            block.Add((byte)name.Length);
            block.AddRange(Encoding.ASCII.GetBytes(name));
            block.Add((byte)value.Length);
            block.AddRange(Encoding.ASCII.GetBytes(value));
        }

        return SendFrameAsync(Headers, 4, stream, [.. block]);
    }

    /// <summary>The next frame; type 255 where the connection ended.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadFrameAsync()
    {
        try
        {
            byte[] header = new byte[9];
            await _client.GetStream().ReadExactlyAsync(header);
            byte[] payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(header) >> 8];
            await _client.GetStream().ReadExactlyAsync(payload);
            return (header[3], header[4], BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(5)), payload);
        }
        catch (IOException)
        {
            return (255, 0, 0, []);
        }
    }

    /// <summary>Skips to a frame of a type; null where the connection ended before.</summary>
    public async Task<(byte Flags, int Stream, byte[] Payload)?> ReadUntilAsync(byte type)
    {
        while (true)
        {
            var frame = await ReadFrameAsync();
            if (frame.Type == type)
                return (frame.Flags, frame.Stream, frame.Payload);
            if (frame.Type == 255)
                return null;
        }
    }

    /// <summary>Reads until the connection ends.</summary>
    public async Task ReadToEndAsync()
    {
        while ((await ReadFrameAsync()).Type != 255)
        {
        }
    }

    public void Dispose() => _client.Dispose();
}
