using System.Buffers.Binary;
using Spacemesh.Crypto.Signing;
using Spacemesh.Primitives;
using Spacemesh.Wallet.Keys;
using Spacemesh.Wallet.Ledger;

namespace Spacemesh.Testing.Ledger;

/// <summary>A Ledger device with the Spacemesh app, made from a mnemonic: its side of reports and commands, and ways to misbehave.</summary>
internal sealed class FakeLedger(string mnemonic) : ILedgerTransport, ILedgerDevices
{
    private readonly byte[] _seed = Mnemonic.Seed(mnemonic);
    private readonly Queue<byte[]> _reports = [];
    private readonly List<byte> _command = [];
    private readonly List<byte> _message = [];
    private string _signer = "";
    private int _size;
    private int _next;

    public string Name => "Fake Nano";

    /// <summary>Every report that came.</summary>
    public List<byte[]> Written { get; } = [];

    /// <summary>Instruction, P1, P2 and path (where one was named) of each command.</summary>
    public List<(byte Instruction, byte P1, byte P2, string Path)> Commands { get; } = [];

    /// <summary>Messages that were signed.</summary>
    public List<byte[]> Signed { get; } = [];

    public int Opened { get; private set; }

    public int Closed { get; private set; }

    /// <summary>Never answers.</summary>
    public bool Silent { get; set; }

    /// <summary>Answers this alone where it is set; given the instruction and P1.</summary>
    public Func<byte, byte, ushort?> Status { get; set; } = (_, _) => null;

    /// <summary>Changes the answer to an instruction before it is cut into reports.</summary>
    public Func<byte, byte[], byte[]> ChangeAnswer { get; set; } = (_, answer) => answer;

    /// <summary>Changes the reports of an answer.</summary>
    public Func<List<byte[]>, List<byte[]>> ChangeReports { get; set; } = reports => reports;

    /// <summary>Is unplugged once it has taken so many reports.</summary>
    public int UnpluggedAfter { get; set; } = int.MaxValue;

    public ILedgerTransport OpenFirst()
    {
        Opened++;
        return this;
    }

    public void Dispose() => Closed++;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> report, CancellationToken cancellation)
    {
        if (Written.Count >= UnpluggedAfter)
            throw new IOException("No such device");
        Written.Add(report.ToArray());
        Take(report.Span);
        return ValueTask.CompletedTask;
    }

    public async ValueTask<int> ReadAsync(Memory<byte> report, CancellationToken cancellation)
    {
        if (Written.Count >= UnpluggedAfter)
            throw new IOException("Input/output error");
        if (!_reports.TryDequeue(out byte[]? next))
            await Task.Delay(Timeout.Infinite, cancellation);
        byte[] answer = next ?? throw new InvalidOperationException("a wait without end has ended");
        answer.CopyTo(report);
        return answer.Length;
    }

    private void Take(ReadOnlySpan<byte> report)
    {
        if (report.Length != 64 || report[0] != 1 || report[1] != 1 || report[2] != 5 || BinaryPrimitives.ReadUInt16BigEndian(report[3..]) != _next)
            throw new InvalidDataException($"the host sent {Convert.ToHexStringLower(report)}, report {_next} must follow");
        var rest = report[5..];
        if (_next++ == 0)
        {
            _size = BinaryPrimitives.ReadUInt16BigEndian(rest);
            rest = rest[2..];
        }

        _command.AddRange(rest[..Math.Min(rest.Length, _size - _command.Count)]);
        if (_command.Count < _size)
            return;
        byte[] command = [.. _command];
        _command.Clear();
        _next = 0;
        if (!Silent)
            Send(ChangeAnswer(command[1], Answer(command)));
    }

    private void Send(byte[] answer)
    {
        byte[] all = [(byte)(answer.Length >> 8), (byte)answer.Length, .. answer];
        var reports = new List<byte[]>();
        for (int sent = 0; sent < all.Length; sent += 59)
        {
            byte[] part = all[sent..Math.Min(all.Length, sent + 59)];
            reports.Add([1, 1, 5, 0, (byte)reports.Count, .. part, .. new byte[59 - part.Length]]);
        }

        foreach (byte[] report in ChangeReports(reports))
            _reports.Enqueue(report);
    }

    private byte[] Answer(byte[] command)
    {
        if (command[0] != 0xe0)
            return [0x6e, 0x00];
        if (command.Length != 5 + command[4])
            return [0x67, 0x00];
        var (instruction, p1, p2) = (command[1], command[2], command[3]);
        var data = command.AsSpan(5);
        string path = "";
        if (instruction == 6 && (p2 & 1) == 0)
        {
            if (data[0] != 1)
                return [0x6a, 0x80];
            _signer = path = Path(ref data, start: 1);
            _message.Clear();
        }
        else if (instruction == 5)
        {
            path = Path(ref data, start: 0);
        }

        Commands.Add((instruction, p1, p2, path));
        if (Status(instruction, p1) is { } status)
            return [(byte)(status >> 8), (byte)status];
        switch (instruction)
        {
            case 5:
                return [.. KeyDerivation.Derive(path, _seed).AsSpan(32), 0x90, 0x00];
            case 6:
                _message.AddRange(data);
                if ((p2 & 2) != 0)
                    return [0x90, 0x00];
                Signed.Add([.. _message]);
                return [.. Sign(Signed[^1]), 0x90, 0x00];
            default:
                return [0x6d, 0x00];
        }
    }

    private byte[] Sign(byte[] message) => Ed25519.Sign(KeyDerivation.Derive(_signer, _seed), message).ToArray();

    private static string Path(ref Span<byte> data, int start)
    {
        int count = data[start];
        string path = "m";
        for (int i = 0; i < count; i++)
        {
            uint index = BinaryPrimitives.ReadUInt32BigEndian(data[(start + 1 + (4 * i))..]);
            path += $"/{index & 0x7fffffff}{(index >= 0x80000000 ? "'" : "")}";
        }

        data = data[(start + 1 + (4 * count))..];
        return path;
    }
}
