using System.Buffers.Binary;

namespace Spacemesh.Wallet.Ledger;

/// <summary>
/// Commands cut into reports: <c>01 01 | 05 | number BE16 | …</c>, the first with the command's length as BE16, the last filled up with zeros
/// (spec 07 §22).
/// </summary>
internal static class LedgerReports
{
    public const int Size = 64;
    public const int HeaderSize = 5;
    public const int LengthSize = sizeof(ushort);
    public const ushort Channel = 0x0101;
    public const byte Tag = 0x05;

    public static IEnumerable<byte[]> Of(byte[] command)
    {
        int sent = 0;
        for (ushort number = 0; number == 0 || sent < command.Length; number++)
        {
            byte[] report = new byte[Size];
            BinaryPrimitives.WriteUInt16BigEndian(report, Channel);
            report[2] = Tag;
            BinaryPrimitives.WriteUInt16BigEndian(report.AsSpan(3), number);
            int start = HeaderSize;
            if (number == 0)
            {
                BinaryPrimitives.WriteUInt16BigEndian(report.AsSpan(start), (ushort)command.Length);
                start += LengthSize;
            }

            int part = Math.Min(Size - start, command.Length - sent);
            command.AsSpan(sent, part).CopyTo(report.AsSpan(start));
            sent += part;
            yield return report;
        }
    }
}
