using System.Text;
using Spacemesh.Libp2p.Addresses;
using Spacemesh.Libp2p.Identity;
using Spacemesh.Net.Hosting;
using Spacemesh.Testing.Vectors;

namespace Spacemesh.Net.Tests.Vectors;

/// <summary>The files of the folder <c>p2p</c> as written and loaded, and the addresses that may be dialled.</summary>
[VectorFile("08-p2p-files")]
public sealed class P2pFilesVectors : VectorSuite
{
    private static readonly PeerAddress Stranger = new(IdentityKey.FromSeed(new byte[32]).Id, []);

    public override void Check(VectorCase vector)
    {
        if (vector.In.Has("address"))
            CheckGate(vector);
        else if (vector.Name.Contains("p2p.key", StringComparison.Ordinal))
            CheckKey(vector);
        else if (vector.In.Has("file"))
            CheckLoaded(vector);
        else
            CheckWritten(vector);
    }

    private static void CheckGate(VectorCase vector)
    {
        var gater = new PeerGater(new PeerNetworkOptions { Prologue = default });
        var address = Multiaddr.Parse(vector.In.Text("address"));
        VectorCase.Equal(vector.Out.Flag("allow"), gater.MayDial(Stranger.Id, address), "dial allowed");
        // In a private network and for direct peers no address is blocked.
        VectorCase.True(new PeerGater(new PeerNetworkOptions { Prologue = default, PrivateNetwork = true }).MayDial(Stranger.Id, address), "private network");
        VectorCase.True(new PeerGater(new PeerNetworkOptions { Prologue = default, DirectPeers = [Stranger] }).MayDial(Stranger.Id, address), "direct peer");
    }

    private static void CheckKey(VectorCase vector)
    {
        if (vector.In.Has("seed"))
        {
            // "32 x 41": a byte in hex, so many times.
            string[] parts = vector.In.Text("seed").Split(" x ");
            byte[] seed = [.. Enumerable.Repeat(Convert.ToByte(parts[1], 16), int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture))];
            VectorCase.Equal(vector.Out.Text("file"), IdentityFile.Format(IdentityKey.FromSeed(seed)), "file");
            return;
        }

        string? id = null;
        try
        {
            id = IdentityFile.Parse(Encoding.UTF8.GetBytes(vector.In.Text("file"))).Id.ToString();
        }
        catch (IdentityFileException)
        {
            // Refused.
        }

        VectorCase.Equal(vector.Out.Flag("ok"), id is not null, "loads");
        if (id is not null)
            VectorCase.Equal(vector.Out.Text("peer_id"), id, "peer id");
    }

    private static void CheckLoaded(VectorCase vector)
    {
        int? peers = null;
        try
        {
            peers = ConnectedPeersFile.Parse(vector.In.Hex("file")).Count;
        }
        catch (FormatException)
        {
            // Refused.
        }

        VectorCase.Equal(vector.Out.Flag("ok"), peers is not null, "loads");
        if (peers is { } count)
            VectorCase.Equal(vector.Out.GetProperty("peers").GetInt32(), count, "peers");
    }

    private static void CheckWritten(VectorCase vector)
    {
        byte[] file = vector.Out.Hex("file");
        byte[] written = ConnectedPeersFile.Format(ConnectedPeersFile.Parse(file));
        VectorCase.Equal(file, written, "file");
        VectorCase.Equal(vector.Out.Hex("crc"), written.AsSpan(0, 8), "checksum");
        VectorCase.Equal(vector.Out.Text("text"), Encoding.UTF8.GetString(written.AsSpan(8)), "text");
    }
}
