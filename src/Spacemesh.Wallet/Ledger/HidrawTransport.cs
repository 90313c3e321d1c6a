using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Spacemesh.Wallet.Ledger;

/// <summary>Reports over an open <c>/dev/hidraw*</c>. What is written begins with the report's number, 0: a Ledger numbers none.</summary>
internal sealed partial class HidrawTransport(string name, SafeFileHandle handle, TimeProvider time) : ILedgerTransport
{
    private const short Readable = 0x01;

    /// <summary>How often a silent device is looked at.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly FileStream _stream = new(handle, FileAccess.ReadWrite, bufferSize: 0);

    public string Name => name;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> report, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        _stream.Write([0, .. report.Span]);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReadAsync(Memory<byte> report, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryRead(report.Span) is { } count)
                return count;
            await Task.Delay(Pause, time, cancellation);
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The report that is there; null where there is none yet. A device that is gone has none any more, and reading it says why.</summary>
    private int? TryRead(Span<byte> report)
    {
        if (Look() == 0)
            return null;
        int count = _stream.Read(report);
        return count > 0 ? count : throw new IOException("the device ended the connection");
    }

    /// <summary>What is to be had at once; 0 for nothing.</summary>
    private short Look()
    {
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            var state = new PollState { Descriptor = (int)handle.DangerousGetHandle(), Wanted = Readable };
            return Poll(ref state, 1, 0) > 0 ? state.Seen : (short)0;
        }
        finally
        {
            if (held)
                handle.DangerousRelease();
        }
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PollState state, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollState
    {
        public int Descriptor;
        public short Wanted;
        public short Seen;
    }
}
