using System.Globalization;
using System.Text;
using Spacemesh.Crypto.Addresses;
using Spacemesh.Primitives;
using Spacemesh.Storage.Sqlite.Engine;
using SQLitePCL;

namespace Spacemesh.Storage.Sqlite.Operations;

/// <summary>Functions for people who ask the databases by hand (spec 10 §14).</summary>
internal static class SqlFunctions
{
    /// <summary>Names, arguments and meaning, as help shows them.</summary>
    public static IReadOnlyList<(string Call, string Meaning)> Help { get; } =
    [
        ("address(blob)", "the account's bech32 text"),
        ("account(text)", "the 24 bytes of a bech32 address, to compare with coinbase, address, principal"),
        ("u64(int)", "a stored number as unsigned decimal text"),
        ("smh(int)", "smidge as SMH, with nine digits"),
        ("base64(blob)", "base64 text"),
        ("unbase64(text)", "bytes of base64 text"),
        ("unhex(text)", "bytes of hex digits"),
    ];

    public static void Register(Connection connection, string addressPrefix)
    {
        Add(connection, "address", (context, value) =>
        {
            var bytes = raw.sqlite3_value_blob(value);
            if (bytes.Length != Address.Size)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"address() needs {Address.Size} bytes, not {bytes.Length}"));
            raw.sqlite3_result_text(context, AddressText.Format(Address.FromBytes(bytes), addressPrefix));
        });
        Add(connection, "account", (context, value) =>
        {
            var address = AddressText.Parse(Text(value), addressPrefix);
            raw.sqlite3_result_blob(context, Address.Span(in address));
        });
        Add(connection, "u64", (context, value) => raw.sqlite3_result_text(context, unchecked((ulong)raw.sqlite3_value_int64(value)).ToString(CultureInfo.InvariantCulture)));
        Add(connection, "smh", (context, value) => raw.sqlite3_result_text(context, Smidge.ToSmh(unchecked((ulong)raw.sqlite3_value_int64(value)))));
        Add(connection, "base64", (context, value) => raw.sqlite3_result_text(context, Convert.ToBase64String(raw.sqlite3_value_blob(value))));
        Add(connection, "unbase64", (context, value) => raw.sqlite3_result_blob(context, Convert.FromBase64String(Text(value))));
        Add(connection, "unhex", (context, value) => raw.sqlite3_result_blob(context, Convert.FromHexString(Text(value))));
    }

    /// <summary>A function of one argument; NULL gives NULL, and text that does not fit fails the statement.</summary>
    private static void Add(Connection connection, string name, Action<sqlite3_context, sqlite3_value> body) =>
        raw.sqlite3_create_function(connection.Handle, name, 1, raw.SQLITE_UTF8 | raw.SQLITE_DETERMINISTIC, null, (context, _, arguments) =>
        {
            if (raw.sqlite3_value_type(arguments[0]) == raw.SQLITE_NULL)
            {
                raw.sqlite3_result_null(context);
                return;
            }

            try
            {
                body(context, arguments[0]);
            }
            catch (FormatException exception)
            {
                raw.sqlite3_result_error(context, $"{name}(): {exception.Message}");
            }
        });

    private static string Text(sqlite3_value value) => Encoding.UTF8.GetString(raw.sqlite3_value_blob(value));
}
