using Spacemesh.Crypto.Curve;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>Verifies signatures of one network: of prefix ‖ domain ‖ message (spec 01 §3.2). Safe for many threads.</summary>
public sealed class EdVerifier
{
    private readonly byte[] _prefix;

    public EdVerifier(GenesisId genesisId)
        : this(GenesisId.Span(in genesisId))
    {
    }

    /// <summary>A verifier with any prefix, or none.</summary>
    public EdVerifier(ReadOnlySpan<byte> prefix) => _prefix = prefix.ToArray();

    public bool Verify(SigningDomain domain, in NodeId nodeId, ReadOnlySpan<byte> message, in EdSignature signature)
    {
        using var buffer = new MessageBuffer(_prefix.Length + 1, stackalloc byte[MessageBuffer.StackSize]);
        _prefix.CopyTo(buffer.Bytes);
        buffer.Bytes[^1] = (byte)domain;
        return Ed25519.VerifyParts(NodeId.Span(in nodeId), buffer.Bytes, message, EdSignature.Span(in signature));
    }
}
