using System.Diagnostics;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Operations;

namespace Spacemesh.Storage.Crasher;

/// <summary>An operator's command whose process is killed, without a chance to clean up, when it reports a step.</summary>
internal static class KilledOperation
{
    public static void Restore(string folder, string backup, string step) =>
        DatabaseRestore.Run(DataFolder.At(folder), backup, null, TimeProvider.System, new Killer(step));

    public static void CopyFrom(string folder, string source, string step)
    {
        var from = DataFolder.At(source);
        var genesis = GenesisFile.Find(from) ?? throw new InvalidOperationException($"{from.Genesis} is missing");
        var network = new NetworkParameters
        {
            LayersPerEpoch = 4,
            LayerDuration = TimeSpan.FromSeconds(15),
            GenesisTime = genesis.GenesisTime,
            GoldenAtx = genesis.GoldenAtx,
            AddressPrefix = "stest",
        };
        Sqlite.Operations.CopyFrom.Run(DataFolder.At(folder), from, new CopyFromOptions { Network = network, BlockGasLimit = 100_107_000 }, TimeProvider.System, new Killer(step));
    }

    private sealed class Killer(string step) : IProgress<OperationProgress>
    {
        public void Report(OperationProgress value)
        {
            if (value.Step == step)
                Process.GetCurrentProcess().Kill();
        }
    }
}
