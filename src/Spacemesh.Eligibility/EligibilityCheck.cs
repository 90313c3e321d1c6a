using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Spacemesh.Crypto.Signing;
using Spacemesh.Crypto.Vrf;
using Spacemesh.Primitives;

namespace Spacemesh.Eligibility;

/// <summary>
/// A question to the oracle once everything that it reads of the node's state is at hand (spec 05 §4.3): what is left costs time and is a
/// function of bytes, so it may run anywhere. Made by <see cref="EligibilityOracle.TryOpen"/>.
/// </summary>
public readonly struct EligibilityCheck
{
    private readonly byte[] _message;
    private readonly NodeId _smesher;
    private readonly ulong _weight;
    private readonly ulong _total;
    private readonly uint _committee;
    private readonly IVerdictMemory? _memory;

    internal EligibilityCheck(byte[] message, NodeId smesher, ulong weight, ulong total, uint committee, IVerdictMemory? memory)
    {
        (_message, _smesher, _weight, _total, _committee, _memory) = (message, smesher, weight, total, committee, memory);
    }

    /// <summary>The bytes whose VRF proof decides.</summary>
    public ReadOnlySpan<byte> Message => _message;

    /// <summary>
    /// Seats of the smesher. A proof that does not verify and a weight beyond the draw give none without a failure.
    /// </summary>
    public bool TryCount(in VrfSignature proof, out ushort seats, [NotNullWhen(false)] out OracleFailure? failure) =>
        TryCount(in proof, own: false, out seats, out failure);

    /// <summary>The same for a proof that the node has just made itself, which is not verified again.</summary>
    public bool TryCountOwn(in VrfSignature proof, out ushort seats, [NotNullWhen(false)] out OracleFailure? failure) =>
        TryCount(in proof, own: true, out seats, out failure);

    /// <summary>Whether a claimed number of seats is right; false with a failure where that cannot be said.</summary>
    public bool Holds(in VrfSignature proof, ushort claimed, out OracleFailure? failure)
    {
        if (_memory is null)
            return Compute(in proof, claimed, out failure);
        Span<byte> context = stackalloc byte[22];
        BinaryPrimitives.WriteUInt64LittleEndian(context, _weight);
        BinaryPrimitives.WriteUInt64LittleEndian(context[8..], _total);
        BinaryPrimitives.WriteUInt32LittleEndian(context[16..], _committee);
        BinaryPrimitives.WriteUInt16LittleEndian(context[20..], claimed);
        var check = VerdictKey.Of(VerdictKey.Seats, context, NodeId.Span(in _smesher), VrfSignature.Span(in proof), _message);
        failure = null;
        if (_memory.TryRecall(in check, out bool holds))
            return holds;
        holds = Compute(in proof, claimed, out failure);
        if (failure is null)
            _memory.Remember(in check, holds);
        return holds;
    }

    private bool TryCount(in VrfSignature proof, bool own, out ushort seats, [NotNullWhen(false)] out OracleFailure? failure)
    {
        seats = 0;
        failure = null;
        if (!own && !VrfVerifier.Verify(in _smesher, _message, in proof, _memory))
            return true;
        if (EligibilityDraw.TryCreate(_weight, _total, _committee, in proof, out var draw, out failure))
            seats = draw.Count();
        else if (failure.Kind == OracleFailureKind.TooMuchWeight)
            failure = null;
        return failure is null;
    }

    private bool Compute(in VrfSignature proof, ushort claimed, out OracleFailure? failure)
    {
        failure = null;
        return VrfVerifier.Verify(in _smesher, _message, in proof)
            && EligibilityDraw.TryCreate(_weight, _total, _committee, in proof, out var draw, out failure)
            && draw.Holds(claimed);
    }
}
