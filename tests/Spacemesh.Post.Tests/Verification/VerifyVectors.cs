using System.Text.Json;
using Spacemesh.Post.Labels;
using Spacemesh.Post.Proving;
using Spacemesh.Post.Tests.RandomX;
using Spacemesh.Post.Verification;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Post.Tests.Verification;

/// <summary>All checks of a case are verified alone and all together in one call.</summary>
[VectorFile("02-verify")]
public sealed class VerifyVectors : VectorSuite, IDisposable
{
    private readonly MemoLabels _labels = new(LabelEngines.Best());

    public void Dispose() => _labels.Dispose();

    public override void Check(VectorCase vector)
    {
        var config = new PostConfig
        {
            MinNumUnits = vector.In.U32("min_num_units"),
            MaxNumUnits = vector.In.U32("max_num_units"),
            LabelsPerUnit = vector.In.U64("labels_per_unit"),
            K1 = vector.In.U32("k1"),
            K2 = vector.In.U32("k2"),
            PowDifficulty = Hash32.FromBytes(vector.In.Hex("pow_difficulty")),
            Scrypt = new ScryptParameters(vector.In.U64("scrypt_n"), 1, 1),
        };
        var proof = ReadProof(vector.In.GetProperty("proof"));
        var metadata = new PostProofMetadata(
            NodeId.FromBytes(vector.In.Hex("node_id")),
            AtxId.FromBytes(vector.In.Hex("commitment_atx_id")),
            Hash32.FromBytes(vector.In.Hex("challenge")),
            vector.In.U32("num_units"));
        using var verifier = new ProofVerifier(config, _labels, MemoRandomX.Shared);
        JsonElement[] checks = [.. vector.Out.GetProperty("checks").EnumerateArray()];
        var together = verifier.VerifyAll([.. checks.Select(check => new ProofRequest(proof, metadata, SelectionOf(check)))]);
        for (int i = 0; i < checks.Length; i++)
        {
            Compare(checks[i], verifier.Verify(proof, metadata, SelectionOf(checks[i])), $"check {i}");
            Compare(checks[i], together[i], $"check {i}, together with the others");
            if (checks[i].Has("label_index"))
                CheckDecidingValues(checks[i], config, proof, metadata);
        }
    }

    internal static PostProof ReadProof(JsonElement proof) => new(proof.U32("nonce"), proof.Hex("indices"), proof.U64("pow"));

    private static IndexSelection SelectionOf(JsonElement check) => check.Text("mode") switch
    {
        "all" => IndexSelection.All,
        "one" => IndexSelection.One(check.U64("selected")),
        _ => IndexSelection.Subset(check.U32("k3"), check.Hex("seed")),
    };

    private static void Compare(JsonElement check, ProofVerdict verdict, string what)
    {
        string result = verdict.Kind switch
        {
            ProofVerdictKind.Valid => "ok",
            ProofVerdictKind.InvalidIndex => "invalid_index",
            _ => "invalid",
        };
        VectorCase.Equal(check.Text("result"), result, $"{what} ({verdict.Reason})");
        if (check.Has("ordinal"))
            VectorCase.Equal(check.U32("ordinal"), verdict.Ordinal, $"{what}: ordinal");
    }

    private void CheckDecidingValues(JsonElement check, PostConfig config, PostProof proof, PostProofMetadata metadata)
    {
        ulong numLabels = metadata.NumUnits * config.LabelsPerUnit;
        ulong index = ProofIndices.Unpack(proof.Indices.Span, ProofIndices.BitsPerIndex(numLabels), check.U32("ordinal"));
        VectorCase.Equal(check.U64("label_index"), index, "label index");
        var label = new Hash32[1];
        _labels.ComputeAt(config.Scrypt.EffectiveN(), [new LabelId(Commitment.Of(metadata.NodeId, metadata.CommitmentAtxId), index)], label);
        VectorCase.Equal(check.Hex("label16"), label[0].ToArray().AsSpan(0, 16), "label");
        var difficulty = ProvingDifficulty.Of(config.K1, numLabels);
        if (check.Has("difficulty_msb"))
            VectorCase.Equal(check.U64("difficulty_msb"), difficulty.Msb, "top byte of the difficulty");
        if (check.Has("difficulty_lsb"))
            VectorCase.Equal(check.U64("difficulty_lsb"), difficulty.Lsb, "low bits of the difficulty");
    }
}
