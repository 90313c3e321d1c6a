using System.Globalization;
using System.Text;
using Spacemesh.Primitives;

namespace Spacemesh.Net.Hosting;

/// <summary>
/// What tells one network from another on the wire: peers with another prologue fail the handshake (spec 08 §1.1). A network that was
/// restored from a checkpoint is another one than before, so it is computed after recovery.
/// </summary>
public static class NetworkPrologue
{
    /// <summary>Genesis id in hex, a dash and the effective genesis layer, in ASCII.</summary>
    public static byte[] Of(GenesisId genesis, LayerId effectiveGenesis) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{genesis.ToHex()}-{effectiveGenesis.Value}"));
}
