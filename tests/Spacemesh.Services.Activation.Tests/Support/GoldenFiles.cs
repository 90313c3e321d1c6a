using Spacemesh.Codec;
using Spacemesh.Crypto.Signing;
using Spacemesh.Testing.Vectors;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Services.Activation.Tests.Support;

/// <summary>The networks of the ATX files, for tests that need real ATXs.</summary>
internal sealed class GoldenFiles
{
    private readonly Dictionary<string, byte[]> _keys = new(StringComparer.Ordinal);

    private GoldenFiles(string stem)
    {
        string path = VectorFile.List(VectorRunner.DefaultDirectory()).Single(path => string.Equals(VectorFile.StemOf(path), stem, StringComparison.Ordinal));
        using var file = VectorFile.Open(path);
        var common = file.Common.Clone();
        Network = new GoldenNetwork(common);
        foreach (var identity in common.GetProperty("identities").EnumerateArray())
            _keys.Add(identity.Text("name"), identity.Hex("private_key"));
    }

    public static GoldenFiles V1 { get; } = new("04-atx-v1-handler");

    public static GoldenFiles V2 { get; } = new("04-atx-v2-handler");

    public GoldenNetwork Network { get; }

    public EdSigner Signer(string identity) => new(_keys[identity], Network.Parameters.GenesisId);

    public ActivationTxV1 AtxV1(string name) => Scale.Decode<ActivationTxV1>(Network.Atxs[name].Blob);

    /// <summary>A changed ATX with a good signature.</summary>
    public ActivationTxV1 Sign(string identity, ActivationTxV1 atx)
    {
        using var signer = Signer(identity);
        return atx with { SmesherId = signer.NodeId, Signature = signer.Sign(SigningDomain.Atx, atx.SignedBytes()) };
    }

    /// <summary>A node that holds the PoET proofs.</summary>
    public ActivationNode Node(Ports.State.IStateDatabase database, NodeSettings? settings = null, uint? k3 = null, bool poets = true)
    {
        if (poets)
            Network.StorePoets(database, new HashSet<string>(StringComparer.Ordinal), null);
        var node = new ActivationNode(
            Network.Parameters, database, Network.PostConfig(k3), Network.TickSize, (settings ?? new NodeSettings()) with { Seed = Network.LocalPeerId });
        node.EnterEpoch(10);
        return node;
    }

    /// <summary>Stores ATXs through the node's own intake, by sync.</summary>
    public async Task StoreAsync(ActivationNode node, params string[] names)
    {
        foreach (string name in names)
        {
            var (id, blob) = Network.Atxs[name];
            var verdict = await node.SyncAsync(blob, id);
            if (!verdict.IsAccept)
                throw new InvalidOperationException($"{name}: {verdict}");
        }

        node.ForgetCalls();
    }
}
