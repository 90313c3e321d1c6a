using System.Security.Cryptography;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Crypto.Keys;
using Spacemesh.Primitives;

namespace Spacemesh.Node.Starting;

/// <summary>The identities of a node, and whether they can smesh as configured.</summary>
internal sealed class NodeIdentities(NodeProcess process)
{
    /// <summary>The identities of a folder; a new one in a folder that has none.</summary>
    public IReadOnlyList<Identity> Load(string folder, GenesisId genesisId)
    {
        string directory = Path.Combine(folder, IdentityDirectory.Name);
        try
        {
            bool isNew = !Directory.Exists(directory) || !Directory.EnumerateFiles(directory, "*.key").Any();
            if (isNew)
                process.Logger.LogNewIdentity();
            byte[] seed = RandomNumberGenerator.GetBytes(32);
            var identities = IdentityDirectory.LoadOrCreate(directory, seed, genesisId);
            CryptographicOperations.ZeroMemory(seed);
            if (isNew)
                process.Logger.LogIdentityCreated(identities[0].FileName, identities[0].NodeId.ToHex()[..5]);
            foreach (var identity in isNew ? [] : identities)
                process.Logger.LogIdentity(identity.FileName, identity.NodeId.ToHex()[..5]);
            if (identities.Count > 1)
                process.Logger.LogIdentities(identities.Count);
            return identities;
        }
        catch (KeyFileException e)
        {
            throw new NodeStartException($"loading identities: {e.Message}", showUsage: true, e);
        }
    }

    /// <exception cref="NodeStartException">They are to smesh and cannot.</exception>
    public void CheckSmeshing(IReadOnlyList<Identity> identities, NetworkParameters network)
    {
        var smeshing = process.Configuration["smeshing"];
        string coinbase = smeshing.Text("smeshing-coinbase");
        if (coinbase.Length > 0 && AddressText.TryParse(coinbase, network.AddressPrefix, out _, out string error) != AddressFault.None)
            throw new NodeStartException($"start services: parse CoinbaseAccount address on start `{coinbase}`: {error}", showUsage: false);
        if (!smeshing.Bool("smeshing-start"))
            return;
        if (identities is not [{ IsSupervised: true }])
            throw new NodeStartException("smeshing enabled in remote setup", showUsage: false);
        if (coinbase.Length == 0)
            throw new NodeStartException("smeshing enabled but no coinbase account provided", showUsage: false);
        var (post, units) = (process.Configuration["post"], smeshing.Section("smeshing-opts").U32("smeshing-opts-numunits"));
        foreach (var (what, limit, isBeyond) in (ReadOnlySpan<(string, uint, bool)>)[("<=", post.U32("post-max-numunits"), units > post.U32("post-max-numunits")), (">=", post.U32("post-min-numunits"), units < post.U32("post-min-numunits"))])
        {
            if (isBeyond)
                throw new NodeStartException($"preparing POST initializer failed: new initializer: invalid `opts.NumUnits`; expected: {what} {limit}, given: {units} (smeshing.smeshing-opts.smeshing-opts-numunits)", showUsage: false);
        }
    }
}
