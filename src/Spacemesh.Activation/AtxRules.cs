using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wire.Activation;

namespace Spacemesh.Activation;

/// <summary>The ATX rules of one network; makes the check of each ATX (spec 04 §7, §8).</summary>
public sealed class AtxRules
{
    /// <param name="network">The network.</param>
    /// <param name="options">Its values.</param>
    /// <param name="verifier">Its signatures.</param>
    public AtxRules(NetworkParameters network, AtxRulesOptions options, EdVerifier verifier)
    {
        Options = options;
        Golden = network.GoldenAtx;
        Verifier = verifier;
    }

    public AtxRulesOptions Options { get; }

    public EdVerifier Verifier { get; }

    internal AtxId Golden { get; }

    /// <param name="atx">A decoded ATX.</param>
    /// <param name="id">Its id as computed, not as claimed.</param>
    public AtxCheck Check(VersionedAtx atx, AtxId id) => atx.V1 is { } v1 ? new AtxV1Check(this, atx, v1, id) : new AtxV2Check(this, atx, atx.V2!, id);
}
