namespace Spacemesh.Tools.Testnet;

/// <summary>A network that begins again from a checkpoint.</summary>
/// <param name="Checkpoint">The checkpoint's file.</param>
/// <param name="Layer">Its first layer, which begins an epoch.</param>
internal sealed record NetworkRecovery(string Checkpoint, uint Layer)
{
    public uint Epoch => Layer / TestnetPlan.LayersPerEpoch;
}
