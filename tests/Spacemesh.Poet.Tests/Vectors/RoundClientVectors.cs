using System.Net;
using System.Text.Json;
using Spacemesh.Codec;
using Spacemesh.Crypto.Hashing;
using Spacemesh.Poet.Http;
using Spacemesh.Poet.Membership;
using Spacemesh.Poet.Tests.Http;
using Spacemesh.Poet.Verification;
using Spacemesh.Primitives;
using Spacemesh.Runtime;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Poet.Tests.Vectors;

/// <summary>What our client makes of the bodies in the file that each case names.</summary>
[VectorFile("03-round-client")]
internal sealed class RoundClientVectors : VectorSuite
{
    public override void Check(VectorCase vector)
    {
        string folder = Path.GetDirectoryName(vector.File.Path)!;
        string name = vector.In.Text("file");
        using var served = VectorFile.Open(VectorFile.List(folder).Single(path => VectorFile.StemOf(path) == name));
        var answer = served.Cases.Single(one => one.Name == vector.In.Text("case")).Out.GetProperty("rest");
        using var script = JsonDocument.Parse(JsonSerializer.Serialize(new[] { new { status = (int)HttpStatusCode.OK, body = answer.Text("body") } }));
        using var server = new ScriptedServer(_ => script.RootElement);
        using var http = new HttpClient(server);
        var client = new PoetHttpClient(PoetAddress.Parse("http://poet"), new(), http, new VirtualScheduler().TimeProvider, SystemRandom.Instance);
        var round = client.ProofAsync(vector.In.Text("round_id"), default).Result;

        VectorCase.Equal(vector.Out.U64("leaf_count"), round.Message.Proof.LeafCount, "leaf count");
        VectorCase.Equal(vector.Out.Hex("statement"), round.Message.Statement.ToArray(), "statement");
        VectorCase.Equal(vector.Out.Hex("ref"), round.Message.ComputeRef().ToArray(), "ref");
        VectorCase.Equal(vector.Out.Hex("message_blake3"), Blake3.Hash(Scale.Encode(round.Message)).ToArray(), "hash of the message");
        var verdict = WorkVerifier.Verify(Hash32.Span(round.Message.Statement), round.Message.Proof);
        var expected = vector.Out.GetProperty("validate_and_store");
        VectorCase.Equal(expected.Flag("ok"), verdict.IsValid, $"verdict ({verdict.Text})");
        if (!verdict.IsValid)
            VectorCase.True(expected.Text("error").EndsWith($": validate PoET: {verdict.Text}", StringComparison.Ordinal), verdict.Text!);
        foreach (var membership in vector.Out.GetProperty("memberships").EnumerateArray())
        {
            var proof = RoundMembership.Prove(round.Members, Hash32.FromBytes(membership.Hex("challenge"))) ?? throw new VectorMismatchException("not a member");
            VectorCase.Equal(membership.U64("index"), proof.LeafIndex, "index");
            VectorCase.Equal(membership.Hex("encoded"), Scale.Encode(proof), "membership");
        }
    }
}
