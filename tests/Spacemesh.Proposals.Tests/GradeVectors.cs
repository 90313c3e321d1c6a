using System.Text.Json;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Primitives;
using Spacemesh.Proposals.Grading;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Proposals.Tests;

/// <summary>The grade of one ATX at every boundary.</summary>
[VectorFile("04-grade-atx")]
internal sealed class AtxGradeVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var atx = new CandidateAtx(default, vector.In.I64("atx_received_ns"), vector.In.I64("proof_received_ns"), 1);
        GradeBoundaryVectors.Compare(vector, atx.Grade(vector.In.I64("epoch_start_ns"), vector.In.I64("network_delay_ns")));
    }
}

/// <summary>The same on a grid, with absent proofs.</summary>
[VectorFile("06-atx-grades")]
internal sealed class GradeBoundaryVectors : VectorSuite
{
    public static void Compare(VectorCase vector, AtxGrade grade) =>
        VectorCase.Equal(vector.Out.Text("grade"), grade switch { AtxGrade.Good => "good", AtxGrade.Acceptable => "acceptable", _ => "evil" }, "grade");

    public override void Check(VectorCase vector)
    {
        long proof = vector.In.Has("proof_received_unix_ns") ? vector.In.I64("proof_received_unix_ns") : 0;
        var atx = new CandidateAtx(default, vector.In.I64("atx_received_unix_ns"), proof, 1);
        Compare(vector, atx.Grade(vector.In.I64("epoch_start_unix_ns"), vector.In.I64("network_delay_ns")));
    }
}

/// <summary>The good ATXs of an epoch.</summary>
[VectorFile("04-graded-set")]
internal sealed class GradedSetVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        uint published = vector.In.U32("target") - 1;
        var candidates = vector.In.GetProperty("rows").EnumerateArray().Where(row => row.U32("epoch") == published).Select(Candidate);
        var graded = GradedSet.Of(candidates, vector.In.I64("epoch_start_ns"), vector.In.I64("network_delay_ns"));
        VectorCase.Equal(
            string.Join(',', vector.Out.GetProperty("set").EnumerateArray().Select(id => id.GetString())),
            string.Join(',', graded.Atxs.Select(id => id.ToHex())),
            "set");
        VectorCase.Equal(vector.Out.U64("weight"), graded.Weight, "weight");
        VectorCase.Equal(vector.Out.I32("total"), graded.Total, "total");
    }

    /// <summary>An id may be cut short and have a note behind it.</summary>
    private static CandidateAtx Candidate(JsonElement row) => new(
        IdConversions.LeftAligned<AtxId>(Convert.FromHexString(row.Text("id").Split(' ')[0])),
        row.I64("received_ns"),
        row.Has("proof_received_ns") ? row.I64("proof_received_ns") : 0,
        unchecked(row.U64("effective_num_units") * row.U64("tick_count")));
}
