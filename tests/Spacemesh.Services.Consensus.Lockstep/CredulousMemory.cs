using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;

namespace Spacemesh.Services.Consensus.Lockstep;

/// <summary>Verdicts of a broken node: whatever is checked holds.</summary>
internal sealed class CredulousMemory : IVerdictMemory
{
    public bool TryRecall(in Hash32 check, out bool holds) => holds = true;

    public void Remember(in Hash32 check, bool holds)
    {
    }
}
