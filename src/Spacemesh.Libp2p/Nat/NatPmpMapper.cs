using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Spacemesh.Libp2p.Nat;

/// <summary>NAT-PMP (RFC 6886): a few bytes over UDP to the router.</summary>
public sealed class NatPmpMapper(IPEndPoint router, TimeProvider time) : IPortMapper
{
    public const int Port = 5351;

    private const int Attempts = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    public async Task<IPEndPoint?> MapAsync(PortProtocol protocol, int internalPort, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new Socket(router.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await socket.ConnectAsync(router, cancellationToken);
            byte[]? address = await AskAsync(socket, [0, 0], 12, cancellationToken);
            byte[] request = new byte[12];
            request[1] = protocol == PortProtocol.Udp ? (byte)1 : (byte)2;
            BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4), (ushort)internalPort);
            BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(6), (ushort)internalPort);
            BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(8), (uint)lifetime.TotalSeconds);
            byte[]? mapping = address is null ? null : await AskAsync(socket, request, 16, cancellationToken);
            if (mapping is null || BinaryPrimitives.ReadUInt16BigEndian(mapping.AsSpan(8)) != internalPort)
                return null;
            return new IPEndPoint(new IPAddress(address.AsSpan(8, 4)), BinaryPrimitives.ReadUInt16BigEndian(mapping.AsSpan(10)));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Sends until an answer of the right kind comes; null when none does, or it is a refusal.</summary>
    private async Task<byte[]?> AskAsync(Socket socket, byte[] request, int size, CancellationToken cancellationToken)
    {
        byte[] answer = new byte[64];
        var wait = FirstWait;
        for (int attempt = 0; attempt < Attempts; attempt++, wait *= 2)
        {
            await socket.SendAsync(request, cancellationToken);
            using var timeout = new CancellationTokenSource(wait, time);
            using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                int count = await socket.ReceiveAsync(answer, linked.Token);
                bool matches = count >= size && answer[0] == 0 && answer[1] == request[1] + 128;
                if (matches)
                    return BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2)) == 0 ? answer[..size] : null;
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                // Again, with more patience.
            }
        }

        return null;
    }
}
