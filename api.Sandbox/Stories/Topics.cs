namespace MailCommitments.Sandbox.Stories;

/// <summary>What people of the story ask for.</summary>
/// <param name="Subject">With the place of a running number.</param>
/// <param name="Ask">The sentence that asks, as it is tracked too.</param>
/// <param name="Reason">Why it is needed.</param>
/// <param name="Thing">What is handed over in the end.</param>
internal sealed record Topic(string Subject, string Ask, string Reason, string Thing)
{
    public static readonly IReadOnlyList<Topic> All =
    [
        new(
            "PO {0}: price difference",
            "Please check the price difference on this order and tell me which price is right.",
            "The supplier has stopped the delivery until we answer.",
            "the corrected price"
        ),
        new(
            "Vendor master data {0}",
            "Could you please update the bank details of this vendor and confirm it?",
            "Two payments are waiting.",
            "the confirmation"
        ),
        new(
            "Customs papers for shipment {0}",
            "Please send me the customs papers for this shipment.",
            "The truck leaves on the day after.",
            "the customs papers"
        ),
        new(
            "Invoice {0} cannot be cleared",
            "Please find out why this invoice cannot be cleared.",
            "Accounting closes the month soon.",
            "the reason and the clearing document"
        ),
        new(
            "Spare parts list {0}",
            "Can you send the spare parts list with the current prices?",
            "The customer wants to order this week.",
            "the spare parts list"
        ),
        new(
            "Freight quotation {0}",
            "Please get two freight quotations for this route.",
            "We have to name a price to the customer.",
            "both quotations"
        ),
        new(
            "Test protocol {0}",
            "Could you upload the signed test protocol of this pump?",
            "The inspector has asked for it twice.",
            "the signed test protocol"
        ),
        new(
            "Access for new colleague {0}",
            "Please set up the access for our new colleague.",
            "She starts next week and cannot work without it.",
            "the access"
        ),
        new(
            "Warranty claim {0}",
            "Please prepare the answer to this warranty claim.",
            "The customer has set us a date.",
            "the draft of the answer"
        ),
        new(
            "Timesheet correction {0}",
            "Could you correct the hours on this timesheet, please?",
            "Payroll runs at the end of the week.",
            "the corrected timesheet"
        ),
        new(
            "Drawing release {0}",
            "Please tell me which revision of this drawing is released.",
            "Production wants to start.",
            "the released revision"
        ),
        new(
            "Packing list {0}",
            "Please send me the packing list with the weights.",
            "The forwarder needs it for the booking.",
            "the packing list"
        ),
        new(
            "Certificate of origin {0}",
            "Can you order the certificate of origin for this delivery?",
            "Without it the bank does not pay.",
            "the certificate"
        ),
        new(
            "Stock difference {0}",
            "Please count this item again and send me the result.",
            "The system shows more than the shelf.",
            "the result of the count"
        ),
    ];
}
