using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Crypto.Vrf;

/// <summary>Verifies VRF proofs (spec 01 §4.4). No genesis id enters a VRF input.</summary>
public static class VrfVerifier
{
    public static bool Verify(in NodeId nodeId, ReadOnlySpan<byte> alpha, in VrfSignature proof) =>
        EcVrf.Verify(NodeId.Span(in nodeId), alpha, VrfSignature.Span(in proof));

    /// <summary>The same with the verdicts of simulated nodes, where there are any.</summary>
    public static bool Verify(in NodeId nodeId, ReadOnlySpan<byte> alpha, in VrfSignature proof, IVerdictMemory? memory)
    {
        if (memory is null)
            return Verify(in nodeId, alpha, in proof);
        var check = VerdictKey.Of(VerdictKey.Vrf, default, NodeId.Span(in nodeId), VrfSignature.Span(in proof), alpha);
        if (memory.TryRecall(in check, out bool holds))
            return holds;
        holds = Verify(in nodeId, alpha, in proof);
        memory.Remember(in check, holds);
        return holds;
    }

    /// <summary>False for whatever the network refuses, whatever the lengths of the arguments.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> alpha, ReadOnlySpan<byte> proof) =>
        EcVrf.Verify(publicKey, alpha, proof);

    /// <summary>
    /// β, the 64-byte VRF output of a proof (spec 01 §4.1). The node reads proofs, never β. Does not verify; false where the proof is malformed.
    /// </summary>
    public static bool TryProofToHash(in VrfSignature proof, Span<byte> output)
    {
        if (output.Length != EcVrf.OutputSize)
            throw new ArgumentException($"{output.Length} bytes given, {EcVrf.OutputSize} needed", nameof(output));
        return EcVrf.TryOutput(VrfSignature.Span(in proof), output);
    }
}
