using System.Globalization;
using Spacemesh.Primitives;
using Spacemesh.Wire.Malfeasance;

namespace Spacemesh.Malfeasance;

/// <summary>How APIs show a proof (spec 04 §12.4).</summary>
public static class ProofText
{
    /// <summary>Whom a proof accuses.</summary>
    public static NodeId Accused(MalfeasanceProof proof) => proof.Data switch
    {
        MultipleAtxsProof(var messages) => messages.First.SmesherId,
        MultipleBallotsProof(var messages) => messages.First.SmesherId,
        HareEquivocationProof(var messages) => messages.First.SmesherId,
        InvalidPostIndexProof(var atx, _) => atx.SmesherId,
        InvalidPrevAtxProof(var atx, _) => atx.SmesherId,
        _ => default,
    };

    /// <summary>The lines of the debug information.</summary>
    public static string DebugInfo(MalfeasanceProof proof) =>
        Invariant($"generate layer: {proof.Layer}\nsmesher id: {Accused(proof).ToHex()}\n") + proof.Data switch
        {
            MultipleAtxsProof(var (first, second)) =>
                Invariant($"cause: smesher published multiple ATXs in epoch {first.InnerMsg.PublishEpoch}\n")
                + Messages(first.InnerMsg.MsgHash, first.Signature, second.InnerMsg.MsgHash, second.Signature),
            MultipleBallotsProof(var (first, second)) =>
                Invariant($"cause: smesher published multiple ballots in layer {first.InnerMsg.Layer}\n")
                + Messages(first.InnerMsg.MsgHash, first.Signature, second.InnerMsg.MsgHash, second.Signature),
            HareEquivocationProof(var (first, second)) =>
                Invariant($"cause: smesher published multiple hare messages in layer {first.InnerMsg.Layer} round {first.InnerMsg.Round}\n")
                + Messages(first.InnerMsg.MsgHash, first.Signature, second.InnerMsg.MsgHash, second.Signature),
            InvalidPostIndexProof(var atx, var ordinal) => Invariant(
                $"cause: smesher published ATX {atx.ComputeId()} with invalid post index {ordinal} in epoch {atx.Inner.Challenge.PublishEpoch}\n"),
            InvalidPrevAtxProof(var atx, var other) => Invariant(
                $"cause: smesher published ATX {atx.ComputeId()} with invalid previous ATX {other.ComputeId()} in epoch {atx.Inner.Challenge.PublishEpoch}\n"),
            _ => "",
        };

    /// <summary>The property map of the v2alpha1 API, by name.</summary>
    public static IReadOnlyDictionary<string, string> Properties(MalfeasanceProof proof)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["domain"] = "0",
            ["type"] = ((int)proof.Data.Type).ToString(CultureInfo.InvariantCulture),
            ["smesher_id"] = Accused(proof).ToHex(),
        };
        switch (proof.Data)
        {
            case MultipleAtxsProof(var (first, second)):
                properties["atx1"] = first.InnerMsg.MsgHash.ToHex();
                properties["atx2"] = second.InnerMsg.MsgHash.ToHex();
                properties["publish_epoch"] = first.InnerMsg.PublishEpoch.ToString();
                break;
            case MultipleBallotsProof(var (first, second)):
                properties["msg1"] = first.InnerMsg.MsgHash.ToHex();
                properties["msg2"] = second.InnerMsg.MsgHash.ToHex();
                properties["layer"] = first.InnerMsg.Layer.ToString();
                break;
            case HareEquivocationProof(var (first, second)):
                properties["msg1"] = first.InnerMsg.MsgHash.ToHex();
                properties["msg2"] = second.InnerMsg.MsgHash.ToHex();
                properties["layer"] = first.InnerMsg.Layer.ToString();
                properties["round"] = first.InnerMsg.Round.ToString(CultureInfo.InvariantCulture);
                break;
            case InvalidPostIndexProof(var atx, var ordinal):
                properties["atx"] = atx.ComputeId().ToString();
                properties["index"] = ordinal.ToString(CultureInfo.InvariantCulture);
                break;
            case InvalidPrevAtxProof(var atx, var other):
                properties["atx1"] = atx.ComputeId().ToString();
                properties["atx2"] = other.ComputeId().ToString();
                properties["prev_atx"] = atx.Inner.Challenge.PrevAtxId.ToString();
                break;
        }

        return properties;
    }

    private static string Messages(Hash32 first, EdSignature firstSignature, Hash32 second, EdSignature secondSignature) =>
        $"1st message hash: {first.ToHex()}\n1st message signature: {firstSignature.ToHex()}\n2nd message hash: {second.ToHex()}\n2nd message signature: {secondSignature.ToHex()}\n";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
