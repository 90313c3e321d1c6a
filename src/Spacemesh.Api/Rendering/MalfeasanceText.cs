using System.Globalization;
using System.Text;
using Spacemesh.Codec;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;
using Spacemesh.Wire.Malfeasance;
using Kind_ = Spacemesh.V1.MalfeasanceProof.Types.MalfeasanceType;

namespace Spacemesh.Api.Rendering;

/// <summary>Malfeasance proofs for people and as properties (spec 04 §12.4, 09a §6.2).</summary>
internal static class MalfeasanceText
{
    private const int ShortDigits = 10;

    public static Kind_ Kind(MalfeasanceProofType type) => type switch
    {
        MalfeasanceProofType.MultipleAtxs => Kind_.MalfeasanceAtx,
        MalfeasanceProofType.MultipleBallots => Kind_.MalfeasanceBallot,
        MalfeasanceProofType.HareEquivocation => Kind_.MalfeasanceHare,
        MalfeasanceProofType.InvalidPostIndex => Kind_.MalfeasancePostIndex,
        MalfeasanceProofType.InvalidPrevAtx => Kind_.MalfeasanceIncorrectPrevAtx,
        _ => Kind_.MalfeasanceUnspecified,
    };

    public static string Describe(NodeId smesher, MalfeasanceProof proof)
    {
        var text = new StringBuilder();
        Line(text, $"generate layer: {proof.Layer}");
        Line(text, $"smesher id: {smesher}");
        switch (proof.Data)
        {
            case MultipleAtxsProof atxs:
                Line(text, $"cause: smesher published multiple ATXs in epoch {atxs.Messages.First.InnerMsg.PublishEpoch}");
                Messages(text, atxs.Messages.First.InnerMsg.MsgHash, atxs.Messages.First.Signature, atxs.Messages.Second.InnerMsg.MsgHash, atxs.Messages.Second.Signature);
                break;
            case MultipleBallotsProof ballots:
                Line(text, $"cause: smesher published multiple ballots in layer {ballots.Messages.First.InnerMsg.Layer}");
                Messages(text, ballots.Messages.First.InnerMsg.MsgHash, ballots.Messages.First.Signature, ballots.Messages.Second.InnerMsg.MsgHash, ballots.Messages.Second.Signature);
                break;
            case HareEquivocationProof hare:
                Line(text, $"cause: smesher published multiple hare messages in layer {hare.Messages.First.InnerMsg.Layer} round {hare.Messages.First.InnerMsg.Round}");
                Messages(text, hare.Messages.First.InnerMsg.MsgHash, hare.Messages.First.Signature, hare.Messages.Second.InnerMsg.MsgHash, hare.Messages.Second.Signature);
                break;
            case InvalidPostIndexProof post:
                Line(text, $"cause: smesher published ATX {Short(post.Atx)} with invalid post index {post.InvalidIdx} in epoch {post.Atx.Inner.Challenge.PublishEpoch}");
                break;
            case InvalidPrevAtxProof previous:
                Line(
                    text,
                    $"cause: smesher published ATX {Short(previous.Atx1)} with invalid previous ATX {Short(previous.Atx2)} in epoch {previous.Atx1.Inner.Challenge.PublishEpoch}");
                break;
        }

        return text.ToString();
    }

    /// <summary>The properties of v2alpha1; null for bytes that do not decode.</summary>
    public static V2alpha1.MalfeasanceProof? Properties(NodeId smesher, ScaleBytes encoded)
    {
        if (!Scale.TryDecode<MalfeasanceProof>(encoded.Span, out var proof, out _))
            return null;
        var message = new V2alpha1.MalfeasanceProof { Smesher = smesher.ToBytes(), Type = (uint)proof.Data.Type };
        var properties = message.Properties;
        properties["smesher_id"] = Convicted(proof.Data).ToHex();
        switch (proof.Data)
        {
            case MultipleAtxsProof atxs:
                properties["atx1"] = atxs.Messages.First.InnerMsg.MsgHash.ToHex();
                properties["atx2"] = atxs.Messages.Second.InnerMsg.MsgHash.ToHex();
                properties["publish_epoch"] = atxs.Messages.First.InnerMsg.PublishEpoch.ToString();
                break;
            case MultipleBallotsProof ballots:
                properties["msg1"] = ballots.Messages.First.InnerMsg.MsgHash.ToHex();
                properties["msg2"] = ballots.Messages.Second.InnerMsg.MsgHash.ToHex();
                properties["layer"] = ballots.Messages.First.InnerMsg.Layer.ToString();
                break;
            case HareEquivocationProof hare:
                properties["msg1"] = hare.Messages.First.InnerMsg.MsgHash.ToHex();
                properties["msg2"] = hare.Messages.Second.InnerMsg.MsgHash.ToHex();
                properties["layer"] = hare.Messages.First.InnerMsg.Layer.ToString();
                properties["round"] = hare.Messages.First.InnerMsg.Round.ToString(CultureInfo.InvariantCulture);
                break;
            case InvalidPostIndexProof post:
                properties["atx"] = Short(post.Atx);
                properties["index"] = post.InvalidIdx.ToString(CultureInfo.InvariantCulture);
                break;
            case InvalidPrevAtxProof previous:
                properties["atx1"] = Short(previous.Atx1);
                properties["atx2"] = Short(previous.Atx2);
                properties["prev_atx"] = previous.Atx1.Inner.Challenge.PrevAtxId.ToHex()[..ShortDigits];
                break;
        }

        return message;
    }

    /// <summary>Whom the evidence names; the identity that it is stored under is another field.</summary>
    private static NodeId Convicted(MalfeasanceProofData data) => data switch
    {
        MultipleAtxsProof atxs => atxs.Messages.First.SmesherId,
        MultipleBallotsProof ballots => ballots.Messages.First.SmesherId,
        HareEquivocationProof hare => hare.Messages.First.SmesherId,
        InvalidPostIndexProof post => post.Atx.SmesherId,
        InvalidPrevAtxProof previous => previous.Atx1.SmesherId,
        _ => default,
    };

    private static string Short(ActivationTxV1 atx) => atx.ComputeId().ToHex()[..ShortDigits];

    private static void Messages(StringBuilder text, Hash32 hash1, EdSignature signature1, Hash32 hash2, EdSignature signature2)
    {
        Line(text, $"1st message hash: {hash1.ToHex()}");
        Line(text, $"1st message signature: {signature1.ToHex()}");
        Line(text, $"2nd message hash: {hash2.ToHex()}");
        Line(text, $"2nd message signature: {signature2.ToHex()}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');
}
