using System.Text.Json;
using Spacemesh.Primitives;

namespace Spacemesh.Tortoise.Tracing;

/// <summary>Compares a ballot with what a golden trace states of it (field <c>b</c>, spec 06 §20).</summary>
internal static class TraceBallot
{
    public static string? Compare(BallotRecord ballot, JsonElement stated)
    {
        var weight = stated.Field("weight").Weight();
        if (ballot.Weight != weight)
            return TraceExpectation.Differ("weight", weight, ballot.Weight);
        if (ballot.Height != stated.Long("height"))
            return TraceExpectation.Differ("height", stated.Long("height"), ballot.Height);
        if (ballot.Malicious != stated.Flag("mal"))
            return TraceExpectation.Differ("malicious", stated.Flag("mal"), ballot.Malicious);
        if (ballot.BadBeacon != stated.Flag("bad"))
            return TraceExpectation.Differ("bad beacon", stated.Flag("bad"), ballot.BadBeacon);
        if (ballot.Opinion != stated.Hash("op"))
            return TraceExpectation.Differ("opinion", stated.Hash("op"), ballot.Opinion);
        if (stated.Optional("votes") is null)
            return null;
        var vote = ballot.Votes;
        foreach (var expected in stated.Items("votes"))
        {
            if (vote is null)
                return TraceExpectation.Differ("vote", expected, null);
            if (Compare(vote, expected) is { } difference)
                return $"vote on layer {vote.Layer}: {difference}";
            vote = vote.Previous;
        }

        return vote is null ? null : TraceExpectation.Differ("vote", null, vote.Layer);
    }

    private static string? Compare(VoteNode vote, JsonElement expected)
    {
        if (vote.Layer != expected.Number("lid"))
            return TraceExpectation.Differ("layer", expected.Number("lid"), vote.Layer);
        if (vote.Opinion != expected.Hash("op"))
            return TraceExpectation.Differ("opinion", expected.Hash("op"), vote.Opinion);
        bool abstain = expected.Field("vote").GetInt32() == 0;
        if (vote.Abstain != abstain)
            return TraceExpectation.Differ("abstain", abstain, vote.Abstain);
        string wanted = string.Join(' ', expected.Items("supported").Select(block => $"{block[0].GetString()}/{block[1].GetUInt64()}"));
        string actual = string.Join(' ', vote.Supported.Select(block => $"{block.Id.ToHex()}/{block.Height}"));
        return wanted == actual ? null : TraceExpectation.Differ("supported", wanted, actual);
    }
}
