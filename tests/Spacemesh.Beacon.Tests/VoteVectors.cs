using System.Text.Json;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Beacons.Tests;

/// <summary>From margins to votes and from support to the beacon; bit vectors.</summary>
[VectorFile("05-beacon-votes")]
internal sealed class BeaconVotesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        if (vector.In.TryGetProperty("support_unordered", out var support))
            CheckBeacon(vector, support);
        else if (vector.In.Has("margins"))
            CheckMargins(vector);
        else if (vector.In.Has("first_round_list"))
            CheckDecoding(vector);
        else
            CheckEncoding(vector);
    }

    private static void CheckBeacon(VectorCase vector, JsonElement support)
    {
        var proposals = Proposals(support);
        var hash = BeaconProposalHash.Compute(proposals);
        VectorCase.Equal(vector.Out.Text("hash"), hash.ToHex(), "hash");
        VectorCase.Equal(vector.Out.Text("beacon"), BeaconProposalHash.ToBeacon(hash).ToHex(), "beacon");
        VectorCase.Equal(Hex(Proposals(vector.Out.GetProperty("sorted"))), Hex(proposals.Order()), "sorted");
    }

    private static void CheckMargins(VectorCase vector)
    {
        var margins = vector.In.GetProperty("margins").EnumerateObject().ToDictionary(
            margin => BeaconProposal.FromBytes(Convert.FromHexString(margin.Name)), margin => (Int128)margin.Value.GetInt64());
        ulong threshold = BeaconThresholds.ForVotes(Rational.Parse("beacon-theta", vector.In.Text("theta")), vector.In.U64("epoch_weight"));
        VectorCase.Equal(vector.Out.U64("threshold"), threshold, "threshold");
        var votes = new VoteCount(margins, threshold);
        VectorCase.Equal(Hex(Proposals(vector.Out.GetProperty("undecided")).Order()), Hex(votes.Undecided), "undecided");
        votes.Toss(vector.In.Flag("coin"));
        VectorCase.Equal(Hex(Proposals(vector.Out.GetProperty("support_after_coin"))), Hex(votes.Support), "support");
        VectorCase.Equal(Hex(Proposals(vector.Out.GetProperty("against_after_coin"))), Hex(votes.Against), "against");
    }

    private static void CheckDecoding(VectorCase vector)
    {
        byte[] bits = vector.In.Hex("bit_vector");
        var list = Proposals(vector.In.GetProperty("first_round_list"));
        var votes = FollowingVotes.Decode([.. list], bits);
        VectorCase.Equal(Hex(Proposals(vector.Out.GetProperty("support")).Order()), Hex(votes.Support), "support");
        VectorCase.Equal(Hex(Proposals(vector.Out.GetProperty("against")).Order()), Hex(votes.Against), "against");
    }

    private static void CheckEncoding(VectorCase vector)
    {
        bool[] flags = new bool[vector.In.I32("first_round_entries")];
        if (vector.In.Has("supported_indexes"))
        {
            foreach (var index in vector.In.GetProperty("supported_indexes").EnumerateArray())
                flags[index.GetInt32()] = true;
        }

        VectorCase.Equal(vector.Out.Hex("bit_vector"), VoteBits.Encode(flags).Span, "bit vector");
    }

    private static List<BeaconProposal> Proposals(JsonElement list) =>
        list.ValueKind == JsonValueKind.Null ? [] : [.. list.EnumerateArray().Select(item => BeaconProposal.FromBytes(item.Hex()))];

    private static string Hex(IEnumerable<BeaconProposal> proposals) => string.Join(',', proposals.Select(proposal => proposal.ToHex()));
}

/// <summary>Beacons from ballots: weights to the bit, and the choice after each report.</summary>
[VectorFile("05-beacon-ballots")]
internal sealed class BeaconBallotsVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        var ballots = new BallotBeacons(vector.In.U32("sync_weight_units"));
        int index = 0;
        foreach (var (report, expected) in vector.In.GetProperty("reports").EnumerateArray().Zip(vector.Out.GetProperty("after_each_report").EnumerateArray()))
        {
            byte[] ballot = new byte[BallotId.Size];
            BitConverter.TryWriteBytes(ballot, report.U64("ballot"));
            var weight = Fixed.FromRatio(report.U64("atx_weight"), report.U32("eligibility_count"));
            ballots.Report(Beacon.FromBytes(report.Hex("beacon")), BallotId.FromBytes(ballot), weight, report.I32("proofs"));
            var given = expected.GetProperty("weights").EnumerateObject().OrderBy(item => item.Name, StringComparer.Ordinal)
                .Select(item => $"{item.Name} {item.Value.U64("eligibilities")} {item.Value.Text("weight_raw")}");
            var own = ballots.Support.Select(item => $"{item.Key.ToHex()} {item.Value.Eligibilities} {item.Value.Weight.Raw:x32}");
            VectorCase.Equal(string.Join(',', given), string.Join(',', own), $"report {index}: weights");
            VectorCase.Equal(expected.Text("beacon"), (ballots.Choose() ?? default).ToHex(), $"report {index}: beacon");
            index++;
        }
    }
}
