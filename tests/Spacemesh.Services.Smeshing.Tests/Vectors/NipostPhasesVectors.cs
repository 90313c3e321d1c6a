using System.Text.Json;
using Spacemesh.Crypto.Signing;
using Spacemesh.Ports.Local;
using Spacemesh.Ports.Smeshing;
using Spacemesh.Services.Smeshing.Building;
using Spacemesh.Services.Smeshing.Tests.World;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Services.Smeshing.Tests.Vectors;

[VectorFile("04-nipost-phases")]
public sealed class NipostPhasesVectors : VectorSuite
{
    /// <summary>What the scripted PoETs of the file answer, and what its stored rows hold.</summary>
    private const string RoundId = "77";

    private static readonly DateTimeOffset RoundEnd = new DateTimeOffset(DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero).AddSeconds(1700000000).AddTicks(9999999);

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("private_key"))
            CheckRegistration(vector);
        else
            CheckBest(vector);
    }

    private static void CheckRegistration(VectorCase vector)
    {
        byte[] golden = new byte[32];
        vector.In.Hex("genesis_id").CopyTo(golden, 0);
        var stage = new PhaseStage(AtxId.FromBytes(golden), DateTimeOffset.FromUnixTimeSeconds(1800000000), vector.In.Flag("round_started"));
        using var key = new EdSigner(vector.In.Hex("private_key"), GenesisId.FromBytes(vector.In.Hex("genesis_id")));
        var signer = new PlainSigner(key);
        var challenge = Hash32.FromBytes(vector.In.Hex("challenge"));
        var poets = vector.In.Has("configured") ? vector.In.GetProperty("configured").EnumerateArray().Select(Poet).ToList() : [];
        stage.World.Poets = new FakePoets(poets);
        if (vector.In.Has("rows_for"))
        {
            foreach (var address in vector.In.GetProperty("rows_for").EnumerateArray())
                stage.World.Local.PoetRegistrations.Add(key.NodeId, new PoetRegistration(default, address.GetString()!, RoundId, 1));
        }

        var before = stage.World.Local.PoetRegistrations.Of(key.NodeId);
        IReadOnlyList<UsableRegistration> used = [];
        string result = stage.Run(async context => used = await new PoetRegistrations(context).EnsureAsync(signer, PhaseStage.Publish, challenge, CancellationToken.None));
        string expected = vector.Out.Text("result") switch
        {
            "challenge expired" => nameof(AtxBuildFailure.ChallengeExpired),
            "fatal: registration mismatch" => nameof(AtxBuildFailure.RegistrationMismatch),
            var other => other,
        };
        VectorCase.Equal(expected, result, "result");
        if (result == nameof(AtxBuildFailure.RegistrationMismatch))
            VectorCase.Equal(vector.Out.Text("log"), stage.Failure!.Message, "text");
        VectorCase.Equal(Join(vector.Out.GetProperty("used").EnumerateArray().Select(address => address.GetString()!)), Join(used.Select(one => one.Row.Address)), "registrations used");
        var added = stage.World.Local.PoetRegistrations.Of(key.NodeId).Except(before).ToList();
        var rows = vector.Out.GetProperty("rows").Has("poet_registration")
            ? vector.Out.GetProperty("rows").GetProperty("poet_registration").GetProperty("added").EnumerateArray().ToList() : [];
        VectorCase.Equal(
            Join(rows.Select(row => $"{row.Text("id")} {row.Text("address")} {row.Text("hash")} {row.Text("round_id")} {row.I64("round_end")}")),
            Join(added.Select(row => $"{key.NodeId} {row.Address} {row.ChallengeHash} {row.RoundId} {row.RoundEndSeconds}")),
            "rows added");
        byte[] signature = vector.Out.Hex("signature");
        VectorCase.Equal(signature, PoetRegistrations.Sign(signer, stage.World.Options.Network.GenesisId, challenge, RoundEnd).Signature.ToArray(), "signature");
        foreach (var application in poets.SelectMany(poet => poet.Applications))
            VectorCase.Equal(signature, application.Signature.ToArray(), "signature sent");
    }

    private static FakePoet Poet(JsonElement configured)
    {
        var poet = new FakePoet(configured.Text("address"));
        string submit = configured.Text("submit");
        poet.Register = async (_, cancellationToken) =>
        {
            if (submit == "fails")
                throw FakePoet.Down();
            if (submit != "ok")
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            return new PoetReceipt(RoundId, RoundEnd);
        };
        return poet;
    }

    private static void CheckBest(VectorCase vector)
    {
        var stage = new PhaseStage(Testbed.Golden, DateTimeOffset.FromUnixTimeSeconds(1800000000), roundStarted: true);
        var poets = new List<FakePoet>();
        var registrations = new List<UsableRegistration>();
        if (vector.In.Has("proofs"))
        {
            foreach (var proof in vector.In.GetProperty("proofs").EnumerateArray())
            {
                var poet = new FakePoet(proof.Text("address"));
                if (!proof.Has("fails"))
                {
                    var members = proof.GetProperty("members").EnumerateArray().Select(member => Hash32.FromBytes(member.Hex())).ToList();
                    poet.Proof = (_, _) => Task.FromResult(PhaseStage.RoundProof(proof.Hex("root"), proof.U64("leaf_count"), members));
                }

                poets.Add(poet);
                registrations.Add(UsableRegistration.Of(new PoetRegistration(default, poet.Address, RoundId, 1)));
            }
        }

        stage.World.Poets = new FakePoets(poets);
        BestProof? best = null;
        stage.Run(async context => best = await new PoetProofs(context).BestAsync(PhaseStage.Publish, Hash32.FromBytes(vector.In.Hex("challenge")), registrations, CancellationToken.None));
        VectorCase.Equal(vector.Out.Flag("ok"), best is not null, "outcome");
        if (best is null)
            return;
        VectorCase.Equal(vector.Out.Hex("reference"), best.Proof.ComputeRef().ToArray(), "reference");
        VectorCase.Equal(vector.Out.U64("leaf_index"), best.Membership.LeafIndex, "leaf index");
        VectorCase.Equal(Join(vector.Out.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()!)), Join(best.Membership.Nodes.Select(node => node.ToHex())), "nodes");
    }

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines);
}
