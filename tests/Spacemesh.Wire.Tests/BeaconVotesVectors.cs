using System.Buffers.Binary;
using Spacemesh.Primitives;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Beacons;

namespace Spacemesh.Wire.Tests;

[VectorFile("01-beacon-votes")]
internal sealed class BeaconVotesVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        switch (vector.In.Text("op"))
        {
            case "encode":
                bool[] support = new bool[vector.In.I32("n")];
                foreach (var index in vector.In.GetProperty("support").EnumerateArray())
                    support[index.GetInt32()] = true;
                VectorCase.Equal(vector.Out.Hex("bytes"), VoteBits.Encode(support).ToArray(), "bit vector");
                break;
            case "decode":
                byte[] bits = vector.In.Hex("bytes");
                int[] supported = [.. Enumerable.Range(0, vector.In.I32("n")).Where(index => VoteBits.Supports(bits, index))];
                int[] expected = [.. vector.Out.GetProperty("support").EnumerateArray().Select(index => index.GetInt32())];
                VectorCase.Equal(string.Join(' ', expected), string.Join(' ', supported), "supported proposals");
                VectorCase.Equal(vector.Out.I32("against"), vector.In.I32("n") - supported.Length, "votes against");
                break;
            default:
                BeaconProposal[] proposals = [.. vector.In.GetProperty("proposals").EnumerateArray().Select(Proposal)];
                VectorCase.Equal(
                    string.Join(' ', vector.Out.GetProperty("sorted").EnumerateArray().Select(Proposal)), string.Join(' ', proposals.Order()), "order");
                var hash = BeaconProposalHash.Compute(proposals);
                VectorCase.Equal(vector.Out.Hex("hash"), hash.ToArray(), "hash");
                VectorCase.Equal(vector.Out.Hex("beacon"), BeaconProposalHash.ToBeacon(hash).ToArray(), "beacon");
                break;
        }
    }

    private static BeaconProposal Proposal(System.Text.Json.JsonElement element)
    {
        if (element.ValueKind == System.Text.Json.JsonValueKind.String)
            return BeaconProposal.FromBytes(element.Hex());
        byte[] bytes = new byte[Bytes4.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, element.GetUInt32());
        return BeaconProposal.FromBytes(bytes);
    }
}
