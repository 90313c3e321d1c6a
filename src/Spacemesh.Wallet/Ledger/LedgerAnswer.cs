using System.Buffers.Binary;

namespace Spacemesh.Wallet.Ledger;

/// <summary>A device's answer, put together from its reports: data, then a status word.</summary>
internal sealed class LedgerAnswer
{
    private const int StatusSize = sizeof(ushort);

    /// <summary>No answer has more than 256 bytes of data.</summary>
    private const int MaxSize = 256 + StatusSize;

    private byte[] _bytes = [];
    private int _received;
    private ushort _number;

    public ReadOnlySpan<byte> Data => _bytes.AsSpan(0, _bytes.Length - StatusSize);

    public ushort Status => BinaryPrimitives.ReadUInt16BigEndian(_bytes.AsSpan(_bytes.Length - StatusSize));

    /// <summary>Takes the next report.</summary>
    /// <returns>Whether the answer is complete.</returns>
    /// <exception cref="WalletException">Not a report of this answer.</exception>
    public bool Add(ReadOnlySpan<byte> report)
    {
        int start = LedgerReports.HeaderSize + (_number == 0 ? LedgerReports.LengthSize : 0);
        if (report.Length <= start)
            throw Garbled($"a report of {report.Length} bytes");
        if (BinaryPrimitives.ReadUInt16BigEndian(report) != LedgerReports.Channel || report[2] != LedgerReports.Tag)
            throw Garbled($"a report that begins with {Convert.ToHexStringLower(report[..3])}");
        ushort number = BinaryPrimitives.ReadUInt16BigEndian(report[3..]);
        if (number != _number)
            throw Garbled($"report {number} where report {_number} must follow");
        if (number == 0)
        {
            int size = BinaryPrimitives.ReadUInt16BigEndian(report[LedgerReports.HeaderSize..]);
            if (size is < StatusSize or > MaxSize)
                throw Garbled($"an answer of {size} bytes");
            _bytes = new byte[size];
        }

        var part = report[start..];
        part = part[..Math.Min(part.Length, _bytes.Length - _received)];
        part.CopyTo(_bytes.AsSpan(_received));
        _received += part.Length;
        _number++;
        return _received == _bytes.Length;
    }

    public static WalletException Garbled(string what) =>
        new($"the Ledger device sent {what}: unplug it, plug it in again, open the Spacemesh app and retry");
}
