using System.Buffers.Binary;
using Spacemesh.Crypto.Signing;

namespace Spacemesh.Services.Smeshing.Signing;

/// <summary>
/// "This key is in use here", so that two nodes with one key notice each other before either signs anything that counts. 117 bytes:
/// identity ‖ instance (16) ‖ layer u32 LE ‖ working (0 or 1) ‖ signature. A message of ours that the reference does not know; its
/// topic has no other members.
/// </summary>
internal readonly record struct PresenceMessage(NodeId Identity, UInt128 Instance, LayerId Layer, bool Works, EdSignature Signature)
{
    /// <summary>Apart from all domains of the protocol.</summary>
    public const SigningDomain Domain = (SigningDomain)0xd6;

    public const int Size = SignedSize + Bytes64.Length;

    private const int SignedSize = Bytes32.Length + 16 + 4 + 1;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out PresenceMessage message)
    {
        message = default;
        if (bytes.Length != Size || bytes[52] > 1)
            return false;
        message = new PresenceMessage(
            NodeId.FromBytes(bytes[..32]),
            BinaryPrimitives.ReadUInt128LittleEndian(bytes[32..]),
            new LayerId(BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..])),
            bytes[52] == 1,
            EdSignature.FromBytes(bytes[SignedSize..]));
        return true;
    }

    public byte[] SignedBytes()
    {
        byte[] bytes = new byte[SignedSize];
        Identity.CopyTo(bytes);
        BinaryPrimitives.WriteUInt128LittleEndian(bytes.AsSpan(32), Instance);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(48), Layer.Value);
        bytes[52] = Works ? (byte)1 : (byte)0;
        return bytes;
    }

    public byte[] Write() => [.. SignedBytes(), .. EdSignature.Span(Signature)];
}
