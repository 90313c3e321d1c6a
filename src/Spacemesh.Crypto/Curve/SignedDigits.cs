namespace Spacemesh.Crypto.Curve;

/// <summary>Non-adjacent forms: a scalar as signed odd digits with long runs of zeros between them.</summary>
internal static class SignedDigits
{
    /// <summary>Digits of a scalar below 2^255, one a bit position, and one for the last carry.</summary>
    public const int Count = 256;

    /// <summary>
    /// Width-<paramref name="width"/> form: each digit is 0 or odd and below 2^(width−1) in size. Returns the count of positions up to the
    /// highest digit.
    /// </summary>
    public static int Write(Span<sbyte> digits, in Scalar scalar, int width)
    {
        digits.Clear();
        ReadOnlySpan<ulong> words = [scalar.Word0, scalar.Word1, scalar.Word2, scalar.Word3, 0];
        ulong carry = 0;
        ulong size = 1UL << width;
        ulong mask = size - 1;
        int length = 0;
        int position = 0;
        while (position < digits.Length)
        {
            int word = position >> 6;
            int bit = position & 63;
            ulong window = words[word] >> bit;
            if (bit > 64 - width)
                window |= words[word + 1] << (64 - bit);
            window = carry + (window & mask);
            if ((window & 1) == 0)
            {
                position++;
                continue;
            }

            if (window < size / 2)
            {
                carry = 0;
                digits[position] = (sbyte)window;
            }
            else
            {
                carry = 1;
                digits[position] = (sbyte)((long)window - (long)size);
            }

            length = position + 1;
            position += width;
        }

        return length;
    }
}
