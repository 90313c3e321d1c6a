using Spacemesh.Crypto.Curve;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Signing;

/// <summary>Verifies signatures of one network: of prefix ‖ domain ‖ message (spec 01 §3.2). Safe for many threads.</summary>
public sealed class EdVerifier
{
    private readonly byte[] _prefix;
    private readonly IVerdictMemory? _memory;

    /// <param name="genesisId">The network.</param>
    /// <param name="memory">Verdicts of simulated nodes; null in a node of its own.</param>
    public EdVerifier(GenesisId genesisId, IVerdictMemory? memory = null)
        : this(GenesisId.Span(in genesisId), memory)
    {
    }

    /// <summary>A verifier with any prefix, or none.</summary>
    public EdVerifier(ReadOnlySpan<byte> prefix, IVerdictMemory? memory = null) => (_prefix, _memory) = (prefix.ToArray(), memory);

    public bool Verify(SigningDomain domain, in NodeId nodeId, ReadOnlySpan<byte> message, in EdSignature signature)
    {
        using var buffer = new MessageBuffer(_prefix.Length + 1, stackalloc byte[MessageBuffer.StackSize]);
        _prefix.CopyTo(buffer.Bytes);
        buffer.Bytes[^1] = (byte)domain;
        if (_memory is null)
            return Ed25519.VerifyParts(NodeId.Span(in nodeId), buffer.Bytes, message, EdSignature.Span(in signature));
        var check = VerdictKey.Of(VerdictKey.Signature, buffer.Bytes, NodeId.Span(in nodeId), EdSignature.Span(in signature), message);
        if (_memory.TryRecall(in check, out bool holds))
            return holds;
        holds = Ed25519.VerifyParts(NodeId.Span(in nodeId), buffer.Bytes, message, EdSignature.Span(in signature));
        _memory.Remember(in check, holds);
        return holds;
    }
}
