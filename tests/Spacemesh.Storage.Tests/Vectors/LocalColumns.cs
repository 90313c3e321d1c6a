using Spacemesh.Codec;
using Spacemesh.Ports.Local;
using Spacemesh.Primitives;
using Spacemesh.Storage.Tests.Support;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Storage.Tests.Vectors;

/// <summary>The part of <see cref="ColumnsVectors"/> that writes local.sql.</summary>
internal static class LocalColumns
{
    private static readonly NodeId One = Ids.Of<NodeId>(1);
    private static readonly NodeId Two = Ids.Of<NodeId>(2);

    public static bool Writes(string name) => name.Split('.', ':')[0] is "nipost" or "activeset" or "atxsync" or "malsync";

    public static void Write(VectorCase vector, ILocalDatabase local)
    {
        switch (vector.Name)
        {
            case var name when name.StartsWith("nipost.AddChallenge: initial", StringComparison.Ordinal):
                var initial = new NipostChallenge(new EpochId(4), ulong.MaxValue, default, Ids.Of<AtxId>((byte)0x21), Ids.Of<AtxId>((byte)0x22), new PostV1(7, new byte[] { 1, 2 }, ulong.MaxValue));
                local.Challenges.Add(One, initial);
                local.Challenges.Add(Two, new NipostChallenge(new EpochId(5), 1, Ids.Of<AtxId>((byte)0x23), Ids.Of<AtxId>((byte)0x21), null, null));
                VectorCase.Equal(InsertOutcome.ObjectExists, local.Challenges.Add(Two, initial), "again");
                VectorCase.Equal(initial, local.Challenges.Find(One)!, "read back");
                VectorCase.True(local.Challenges.PoetProof(One) is null, "no PoET proof yet");
                break;
            case var name when name.StartsWith("nipost.AddChallenge with initial post of empty indices", StringComparison.Ordinal):
                local.Challenges.Add(One, new NipostChallenge(new EpochId(4), 0, default, default, Ids.Of<AtxId>((byte)0x22), new PostV1(7, default, 8)));
                var membership = Membership(vector);
                local.Challenges.SetPoetProof(One, Ids.Of<PoetProofRef>(5), membership);
                VectorCase.Equal(UpdateOutcome.NotFound, local.Challenges.SetPoetProof(Ids.Of<NodeId>(9), Ids.Of<PoetProofRef>(5), membership), "missing");
                VectorCase.True(local.Challenges.Find(One) is { InitialPost: null, CommitmentAtx: not null }, "read back without initial PoST");
                break;
            case var name when name.StartsWith("nipost.UpdateChallenge", StringComparison.Ordinal):
                local.Challenges.Add(One, new NipostChallenge(new EpochId(4), 0, default, default, Ids.Of<AtxId>((byte)0x22), new PostV1(7, new byte[] { 1 }, 8)));
                local.Challenges.SetPoetProof(One, Ids.Of<PoetProofRef>(5), Membership(vector));
                local.Challenges.Update(One, new NipostChallenge(new EpochId(6), 2, Ids.Of<AtxId>(3), default, null, null));
                local.Challenges.Update(Ids.Of<NodeId>(9), new NipostChallenge(new EpochId(6), 2, default, default, null, null));
                break;
            case var name when name.StartsWith("nipost.AddPost, AddNIPost", StringComparison.Ordinal):
                WriteNipost(vector, local);
                break;
            case var name when name.StartsWith("nipost.AddPost with nil", StringComparison.Ordinal):
                // Absent bytes cannot be expressed through our types: nothing is written.
                break;
            case var name when name.StartsWith("activeset", StringComparison.Ordinal):
                var set = new PreparedActiveSet(Ids.Of<Hash32>(1), 1ul << 63, [Ids.Of<AtxId>(2), Ids.Of<AtxId>(1)]);
                var atxs = Scale(vector);
                set = set with { Atxs = atxs };
                local.PreparedActiveSets.Add(ActiveSetKind.Tortoise, new EpochId(5), set);
                VectorCase.Equal(InsertOutcome.ObjectExists, local.PreparedActiveSets.Add(ActiveSetKind.Tortoise, new EpochId(5), set with { Id = Ids.Of<Hash32>(2) }), "again");
                local.PreparedActiveSets.Add(ActiveSetKind.Hare, new EpochId(5), new PreparedActiveSet(Ids.Of<Hash32>(2), 1, default));
                VectorCase.Equal(set, local.PreparedActiveSets.Find(ActiveSetKind.Tortoise, new EpochId(5))!, "read back");
                break;
            case var name when name.StartsWith("atxsync", StringComparison.Ordinal):
                var epoch = new EpochId(3);
                local.AtxSync.SaveRequest(epoch, new AtxSyncRequest(1_700_000_000, 10, 5));
                local.AtxSync.SaveRequest(epoch, new AtxSyncRequest(1_700_000_060, 11, 5));
                local.AtxSync.SaveTries(epoch, new Dictionary<AtxId, int> { [Ids.Of<AtxId>(1)] = 0, [Ids.Of<AtxId>(2)] = 1, [Ids.Of<AtxId>(3)] = 5 }, limit: 5);
                VectorCase.Equal(2, local.AtxSync.Tries(epoch).Count, "tries");
                break;
            case "malsync.Clear on a fresh file":
                local.MalfeasanceSync.Clear();
                VectorCase.True(local.MalfeasanceSync.LastSeconds() is null, "never");
                break;
            default:
                VectorCase.True(local.MalfeasanceSync.LastSeconds() is null, "never");
                local.MalfeasanceSync.SetLast(1_700_000_000);
                break;
        }
    }

    private static void WriteNipost(VectorCase vector, ILocalDatabase local)
    {
        var post = new InitialPost(new PostV1(uint.MaxValue, new byte[] { 1, 2, 3 }, ulong.MaxValue), 4, Ids.Of<AtxId>((byte)0x22), ulong.MaxValue, Ids.Of<Hash32>(9));
        local.InitialPosts.Add(One, post);
        VectorCase.Equal(InsertOutcome.ObjectExists, local.InitialPosts.Add(One, post), "PoST again");
        VectorCase.Equal(post, local.InitialPosts.Find(One)!, "PoST read back");
        byte[] encoded = Convert.FromHexString(vector.Out.GetProperty("tables").GetProperty("nipost").GetProperty("rows")[0][6].GetString()!);
        var nipost = new NipostState(new PostV1(5, new byte[] { 4 }, 6), 4, 3, Codec.Scale.Decode<MerkleProofV1>(encoded), Ids.Of<Hash32>(8), 1ul << 32);
        local.Niposts.Add(One, nipost);
        VectorCase.Equal(nipost, local.Niposts.Find(One)!, "NiPoST read back");
        foreach (string address in new[] { "http://poet2.example", "http://poet1.example" })
            local.PoetRegistrations.Add(One, new PoetRegistration(Ids.Of<Hash32>(3), address, "17", 1_700_000_000));
        VectorCase.Equal(InsertOutcome.ObjectExists, local.PoetRegistrations.Add(One, new PoetRegistration(default, "http://poet1.example", "18", 1)), "registration again");
        VectorCase.Equal("http://poet1.example http://poet2.example", string.Join(' ', local.PoetRegistrations.Of(One).Select(registration => registration.Address)), "registrations");
        ScaleBytes certifier = new byte[] { 3 };
        local.PoetCertificates.Set(One, certifier, new StoredPoetCertificate(new byte[] { 4 }, new byte[] { 5 }));
        local.PoetCertificates.Set(Two, certifier, new StoredPoetCertificate(new byte[] { 4 }, ScaleBytes.Empty));
        local.PoetCertificates.Set(One, certifier, new StoredPoetCertificate(new byte[] { 5 }, new byte[] { 6 }));
    }

    private static MerkleProofV1 Membership(VectorCase vector)
    {
        var row = vector.Out.GetProperty("tables").GetProperty("challenge").GetProperty("rows")[0];
        return Codec.Scale.Decode<MerkleProofV1>(Convert.FromHexString(row[10].GetString()!));
    }

    private static ScaleList<AtxId> Scale(VectorCase vector)
    {
        var reader = new ScaleReader(Convert.FromHexString(vector.Out.GetProperty("tables").GetProperty("prepared_activeset").GetProperty("rows")[0][4].GetString()!));
        return reader.FixedList<AtxId>(int.MaxValue, "data");
    }
}
