namespace Spacemesh.Wallet.Ledger;

/// <summary>A way to one Ledger device: reports of up to 64 bytes in both directions, in order (spec 07 §22).</summary>
public interface ILedgerTransport : IDisposable
{
    /// <summary>What its user knows it by: model and where it is plugged in.</summary>
    string Name { get; }

    /// <param name="report">64 bytes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="IOException">The device is gone.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> report, CancellationToken cancellation);

    /// <summary>Waits for the next report.</summary>
    /// <param name="report">Takes it; 64 bytes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Bytes read.</returns>
    /// <exception cref="IOException">The device is gone.</exception>
    ValueTask<int> ReadAsync(Memory<byte> report, CancellationToken cancellation);
}
