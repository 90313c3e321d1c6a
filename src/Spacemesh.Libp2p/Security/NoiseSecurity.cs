using System.Buffers.Binary;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Libp2p.Transports;

namespace Spacemesh.Libp2p.Security;

/// <summary>Secures raw connections with Noise (spec 08 §2.4).</summary>
public sealed class NoiseSecurity(IdentityKey identity, ReadOnlyMemory<byte> prologue, ISecretSource secrets)
{
    public const string Protocol = "/noise";

    private readonly IdentityKey _identity = identity;
    private readonly ReadOnlyMemory<byte> _prologue = prologue;
    private readonly ISecretSource _secrets = secrets;

    /// <exception cref="Libp2pException">The handshake failed; nothing more was sent, and the caller closes the connection.</exception>
    public async ValueTask<SecuredConnection> SecureAsync(IDuplex raw, NoiseRole role, PeerId? expected, CancellationToken cancellationToken = default)
    {
        var handshake = new NoiseHandshake(_identity, NoiseKeyPair.Create(_secrets), NoiseKeyPair.Create(_secrets), _prologue.Span, expected);
        if (role == NoiseRole.Initiator)
        {
            await WriteAsync(raw, handshake.WriteFirst(), cancellationToken);
            handshake.ReadSecond(await ReadAsync(raw, cancellationToken));
            await WriteAsync(raw, handshake.WriteThird(), cancellationToken);
        }
        else
        {
            handshake.ReadFirst(await ReadAsync(raw, cancellationToken));
            await WriteAsync(raw, handshake.WriteSecond(), cancellationToken);
            handshake.ReadThird(await ReadAsync(raw, cancellationToken));
        }

        var (forward, backward) = handshake.Split();
        var channel = role == NoiseRole.Initiator ? new NoiseChannel(raw, forward, backward) : new NoiseChannel(raw, backward, forward);
        return new SecuredConnection(channel, handshake.RemoteKey!);
    }

    private static ValueTask WriteAsync(IDuplex raw, byte[] message, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[2 + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(frame, (ushort)message.Length);
        message.CopyTo(frame, 2);
        return raw.WriteAsync(frame, cancellationToken);
    }

    private static async ValueTask<byte[]> ReadAsync(IDuplex raw, CancellationToken cancellationToken)
    {
        // A handshake message needs a few hundred bytes, thousands where the identity is a large RSA key.
        const int Limit = 8192;
        byte[] length = new byte[2];
        await raw.ReadExactlyAsync(length, cancellationToken);
        int size = BinaryPrimitives.ReadUInt16BigEndian(length);
        if (size > Limit)
            throw new Libp2pException(Libp2pFault.HandshakeFailed, $"a handshake message of {size} bytes, the limit is {Limit}");
        byte[] message = new byte[size];
        await raw.ReadExactlyAsync(message, cancellationToken);
        return message;
    }
}
